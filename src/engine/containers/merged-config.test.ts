import { expect, test } from 'vitest';
import { commandOf, mergeConfig } from './merged-config.ts';

const id = '0123456789abcdef';
const image = {
  Cmd: ['serve'],
  Entrypoint: ['/entry'],
  Env: ['A=1', 'B=2'],
  Labels: { x: 'image' },
  WorkingDir: '/app',
};

test('the request wins, maps are joined', () => {
  expect(
    mergeConfig({ Env: ['A=9', 'B', 'C=3'], Labels: { y: 'own' }, WorkingDir: '/own' }, image, id),
  ).toMatchObject({
    Env: ['A=9', 'C=3'],
    Labels: { x: 'image', y: 'own' },
    WorkingDir: '/own',
    Cmd: ['serve'],
    Hostname: '0123456789ab',
  });
});

test('a new entrypoint drops the command of the image', () => {
  expect(commandOf(mergeConfig({ Entrypoint: ['/own'] }, image, id))).toEqual({ path: '/own', args: [] });
  expect(commandOf(mergeConfig({ Cmd: ['x'] }, image, id))).toEqual({ path: '/entry', args: ['x'] });
  expect(commandOf(mergeConfig({ Entrypoint: [''], Cmd: ['x'] }, image, id))).toEqual({
    path: 'x',
    args: [],
  });
  expect(commandOf(mergeConfig({ Entrypoint: [], Cmd: ['x'] }, image, id))).toEqual({ path: 'x', args: [] });
  expect(() => commandOf(mergeConfig({}, {}, id))).toThrow('no command specified');
});

test('a health check inherits what it does not say', () => {
  const Healthcheck = { Test: ['CMD', 'true'], Interval: 5 };
  expect(mergeConfig({ Healthcheck: { Retries: 2, Interval: 0 } }, { Healthcheck }, id).Healthcheck).toEqual({
    Test: ['CMD', 'true'],
    Interval: 5,
    Retries: 2,
  });
});
