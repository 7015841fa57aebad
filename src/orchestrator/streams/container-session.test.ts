import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { EngineClient, EngineRequest } from '../../engine-client/index.ts';
import { openContainerSession } from './container-session.ts';

test('a container is not started before the engine has begun to wait for its end', async () => {
  const asked: string[] = [];
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const ask = ({ path, query = {} }: EngineRequest): void => {
    const { condition } = query;
    const action = path.split('/').at(-1) ?? '';
    asked.push(typeof condition === 'string' ? `${action} ${condition}` : action);
  };
  async function* answer(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"Status');
    yield Buffer.from('Code":3}\n');
  }
  const client = {
    hijack: async (request: EngineRequest) => {
      ask(request);
      return new PassThrough();
    },
    open: async (request: EngineRequest) => {
      ask(request);
      await begun;
      return { status: 200, headers: {}, body: answer() };
    },
    json: async (request: EngineRequest) => ask(request),
  } as unknown as EngineClient;
  const opening = openContainerSession({
    client,
    signal: new AbortController().signal,
    container: { id: 'c', name: 'c' },
    tty: false,
    interactive: false,
    detached: false,
    starts: true,
    autoRemove: false,
  });
  const started = opening.then((session) => session.start());
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['attach', 'wait next-exit']);
  begin();
  await started;
  expect(asked).toEqual(['attach', 'wait next-exit', 'start']);
  expect(await (await opening).exitCode()).toBe(3);
});
