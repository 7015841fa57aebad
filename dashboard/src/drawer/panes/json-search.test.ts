import { expect, test } from 'vitest';
import { found } from './json-search.ts';

test('what has the words is found by name and by value, with the way there', () => {
  const value = { Config: { Env: ['PATH=/bin', 'TZ=CET'], Tty: false }, Name: '/web', Empty: null };
  expect([...found(value, 'tz')]).toEqual(['.Config.Env.1', '.Config.Env', '.Config']);
  expect([...found(value, 'config')]).toEqual(['.Config']);
  expect([...found(value, 'null')]).toEqual(['.Empty']);
  expect(found(value, 'absent').size).toBe(0);
});
