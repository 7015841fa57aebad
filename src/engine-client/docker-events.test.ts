import { expect, test } from 'vitest';
import type { EventMessage } from '../engine-api/index.ts';
import type { EngineClient } from './contract.ts';
import { dockerEvents } from './docker-events.ts';

const client = (isPodman: boolean) => ({ isPodman: async () => isPodman }) as unknown as EngineClient;

async function* events(): AsyncGenerator<EventMessage> {
  const told = ['starting', 'healthy', 'healthy', 'unhealthy'];
  for (const HealthStatus of told)
    yield { ...event('container', 'health_status'), HealthStatus } as EventMessage;
  yield event('container', 'start');
  yield { ...event('container', 'health_status'), HealthStatus: 'unhealthy' } as EventMessage;
  for (const type of ['container', 'volume', 'image'] as const) yield event(type, 'remove');
  yield event('container', 'cleanup');
}

function event(Type: EventMessage['Type'], Action: string): EventMessage {
  return { Type, Action, Actor: { ID: 'a', Attributes: {} }, scope: 'local', time: 0, timeNano: 0n };
}

async function actions(isPodman: boolean): Promise<string[]> {
  const found: string[] = [];
  for await (const { Type, Action } of await dockerEvents(client(isPodman), events()))
    found.push(`${Type} ${Action}`);
  return found;
}

test('Podman’s events have Docker’s names, and tell of health when it changes, in each run anew', async () => {
  expect(await actions(true)).toEqual([
    'container health_status: healthy',
    'container health_status: unhealthy',
    'container start',
    'container health_status: unhealthy',
    'container destroy',
    'volume destroy',
    'image delete',
    'container cleanup',
  ]);
});

test('Docker’s are as they are', async () => {
  expect(await actions(false)).toHaveLength(10);
});
