import { expect, test } from 'vitest';
import type { ContainerInspect, ContainerSummary, EventMessage } from '../../engine-api/index.ts';
import type { EngineClient, EngineRequest } from '../../engine-client/index.ts';
import { EngineModel } from './engine-model.ts';

const id = 'c'.repeat(64);
const row = { Id: id, Names: ['/app-web-1'], Labels: {}, State: 'running', Status: 'Up' };
const inspect = {
  Id: id,
  Name: '/app-web-1',
  Image: '',
  Created: '2026-01-01T00:00:00Z',
  RestartCount: 0,
  State: { Status: 'running', Running: true, StartedAt: '', FinishedAt: '', ExitCode: 0, Error: '' },
  Config: { Image: 'web', Labels: {} },
  HostConfig: {},
  Mounts: [],
  NetworkSettings: { Ports: {}, Networks: {} },
} as unknown as ContainerInspect;

function event(Action: string): EventMessage {
  const Actor = { ID: id, Attributes: {} };
  return { Type: 'container', scope: 'local', Action, Actor, time: 1, timeNano: 1_000_000_000n };
}

test('what was read of a container before it was removed does not bring it back', async () => {
  const { promise, resolve } = Promise.withResolvers<ContainerInspect>();
  const answers: Promise<ContainerInspect>[] = [Promise.resolve(inspect), promise];
  const json = ({ path }: EngineRequest): Promise<unknown> => {
    if (path !== '/containers/json') return answers.shift() ?? Promise.reject(new Error('asked too often'));
    return Promise.resolve([row as unknown as ContainerSummary]);
  };
  const client = { json, endpoint: { transport: 'unix' } } as unknown as EngineClient;
  const model = await EngineModel.load(client, new Map(), new AbortController().signal);
  await expect.poll(() => model.containers.get(id)?.state).toBe('Up');
  model.take(event('die'));
  // Asked of it, and not answered yet.
  await expect.poll(() => answers.length).toBe(0);
  model.take(event('destroy'));
  expect(model.containers.size).toBe(0);
  resolve(inspect);
  await promise;
  await new Promise((done) => setTimeout(done, 50));
  expect(model.containers.size).toBe(0);
});
