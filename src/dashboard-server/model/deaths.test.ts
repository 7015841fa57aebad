import { expect, test } from 'vitest';
import type { EventMessage } from '../../engine-api/index.ts';
import { Deaths } from './deaths.ts';

function event(Action: string, seconds: number, exitCode?: number): EventMessage {
  const Attributes: Record<string, string> = exitCode === undefined ? {} : { exitCode: String(exitCode) };
  return {
    Type: 'container',
    scope: 'local',
    Action,
    Actor: { ID: 'c', Attributes },
    time: seconds,
    timeNano: BigInt(seconds) * 1_000_000_000n,
  };
}

function after(...events: EventMessage[]): Deaths {
  const deaths = new Deaths();
  for (const each of events) deaths.take(each);
  return deaths;
}

test('a series begins with its first death and ends with a run that lasts', () => {
  const loop = [event('start', 100), event('die', 103, 3), event('start', 110), event('die', 113, 4)];
  expect(after(...loop).of('c')).toEqual({
    since: 103_000,
    count: 2,
    first: true,
    last: { at: 113_000, exitCode: 4, outOfMemory: false },
  });
  const calm = [event('start', 120), event('die', 200, 1)];
  expect(after(...loop, ...calm).of('c')).toMatchObject({ since: 200_000, first: false });
});

test('a pause before the next start that is longer than a run has to last does not end it', () => {
  const loop = [event('die', 100, 3), event('start', 170), event('die', 172, 3)];
  expect(after(...loop).of('c')?.since).toBe(100_000);
});

test('out of memory is told of the death that follows it', () => {
  const deaths = after(event('start', 1), event('oom', 2), event('die', 3, 137));
  expect(deaths.of('c')?.last).toEqual({ at: 3_000, exitCode: 137, outOfMemory: true });
  deaths.take(event('start', 4));
  deaths.take(event('die', 5, 1));
  expect(deaths.of('c')?.last.outOfMemory).toBe(false);
});

test('a container that is gone is forgotten', () => {
  expect(after(event('die', 1, 1), event('destroy', 2)).of('c')).toBeUndefined();
});
