import { expect, test } from 'vitest';
import type { EventMessage } from '../../engine-api/index.ts';
import { Illnesses } from './illnesses.ts';

function after(...events: [action: string, seconds: number][]): Illnesses {
  const illnesses = new Illnesses();
  for (const [Action, time] of events) illnesses.take(event(Action, time));
  return illnesses;
}

function event(Action: string, time: number): EventMessage {
  const Actor = { ID: 'c', Attributes: {} };
  return { Type: 'container', scope: 'local', Action, Actor, time, timeNano: BigInt(time) * 1_000_000_000n };
}

test('it began when the container was first told to be unhealthy', () => {
  expect(after(['health_status: unhealthy', 10], ['health_status: unhealthy', 20]).of('c')).toBe(10_000);
});

test.each(['health_status: healthy', 'die', 'start', 'destroy'])('%s ends it', (end) => {
  const illnesses = after(['health_status: unhealthy', 10], [end, 20]);
  expect(illnesses.of('c')).toBeUndefined();
  illnesses.take(event('health_status: unhealthy', 30));
  expect(illnesses.of('c')).toBe(30_000);
});
