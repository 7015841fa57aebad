import { expect, test } from 'vitest';
import { Query } from './query.ts';

const encode = (value: unknown): string => `filters=${encodeURIComponent(JSON.stringify(value))}`;

test('flags are true for everything but the words for no', () => {
  const query = new Query('a=1&b=0&c=False&d=&e=yes&f=none');
  expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => query.flag(name))).toEqual([
    true,
    false,
    false,
    false,
    true,
    false,
  ]);
  expect(query.flag('g', true)).toBe(true);
});

test('filters come in two forms', () => {
  expect(new Query(encode({ label: ['a=b'] })).filters()).toEqual({ label: ['a=b'] });
  expect(new Query(encode({ label: { 'a=b': true } })).filters()).toEqual({ label: ['a=b'] });
  expect(() => new Query(encode({ label: 'a' })).filters()).toThrow('invalid filter');
  expect(() => new Query('filters={').filters()).toThrow('not JSON');
});

test('moments have nanoseconds', () => {
  expect(new Query('since=1700000000.000000001').moment('since')).toBe(1_700_000_000_000_000_001n);
  expect(new Query('since=1700000000').moment('since')).toBe(1_700_000_000_000_000_000n);
  expect(new Query('since=2023-11-14T22:13:20Z').moment('since')).toBe(1_700_000_000_000_000_000n);
  expect(new Query('').moment('since')).toBeUndefined();
});
