import { expect, test } from 'vitest';
import type { EventMessage } from '../../engine-api/index.ts';
import { matchEvent } from './event-filter.ts';

const start: EventMessage = {
  Type: 'container',
  Action: 'start',
  Actor: { ID: 'abc123', Attributes: { name: 'web', image: 'redis:7', project: 'shop' } },
  scope: 'local',
  time: 0,
  timeNano: 0n,
};

test.each([
  [{}, true],
  [{ type: ['container'] }, true],
  [{ type: ['network'] }, false],
  [{ type: ['network', 'container'], event: ['start'] }, true],
  [{ event: ['die'] }, false],
  [{ container: ['web'] }, true],
  [{ container: ['abc'] }, true],
  [{ container: ['other'] }, false],
  [{ network: ['web'] }, false],
  [{ image: ['redis'] }, true],
  [{ image: ['redis:6'] }, false],
  [{ label: ['project'] }, true],
  [{ label: ['project=shop'] }, true],
  [{ label: ['project=toys'] }, false],
] as const)('%j lets a start pass: %s', (filters, passes) => {
  const copy = Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, [...values]]));
  expect(matchEvent(start, copy)).toBe(passes);
});

test('an action with its detail is found by the action', () => {
  const health = { ...start, Action: 'health_status: healthy' };
  expect(matchEvent(health, { event: ['health_status'] })).toBe(true);
});
