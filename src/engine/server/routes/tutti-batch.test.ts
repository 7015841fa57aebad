import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BatchJob, BatchResult } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { CallCounter } from '../call-counter.ts';
import { createHttpServer } from '../http-server.ts';
import { Router } from '../router.ts';
import { tuttiBatchRoutes } from './tutti-batch.ts';

/** A record of what is asked for; `slow` starts when it is told to. */
function recorder(): { asked: string[]; release: () => void; routes: ReturnType<typeof tuttiBatchRoutes> } {
  const asked: string[] = [];
  const note = (text: string): Promise<void> => {
    asked.push(text);
    return Promise.resolve();
  };
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const routes = tuttiBatchRoutes({
    create: async (name, { Image }) => {
      await note(`create ${name} ${Image}`);
      if (Image === 'nosuch') throw new EngineError('not-found', 'No such image: nosuch:latest');
      return { Id: `id-${name}`, Warnings: ['careful'] };
    },
    connectNetwork: (network, id) => note(`connect ${network} ${id}`),
    rename: (id, name) => note(`rename ${id} ${name}`),
    start: (id) => (id === 'id-slow' ? released : note(`start ${id}`)),
    stop: (id, { timeout }) =>
      note(`stop ${id} ${timeout}`).then(() => {
        if (id === 'slow') return released;
        throw new EngineError('not-modified', 'not running');
      }),
    remove: (id, { force }) => note(`remove ${id} ${force}`),
  });
  return { asked, release, routes };
}

let folder: string;
let stop: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-batch-'));
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

async function openBatch(routes: ReturnType<typeof tuttiBatchRoutes>): Promise<{
  send: (job: BatchJob | string) => void;
  sent: ClientRequest;
  results: AsyncIterator<BatchResult>;
  /** Resolves when the server has no connection any more. */
  closed: () => Promise<void>;
}> {
  const socketPath = join(folder, 's');
  const server = createHttpServer({
    router: new Router(routes),
    serverName: 't',
    calls: new CallCounter(),
    log: () => {},
  });
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  server.listen(socketPath);
  await once(server, 'listening');
  const sent = request({ socketPath, method: 'POST', path: '/tutti/containers/batch' });
  sent.flushHeaders();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const send = (job: BatchJob | string): void =>
    void sent.write(`${typeof job === 'string' ? job : JSON.stringify(job)}\n`);
  const connections = promisify(server.getConnections.bind(server));
  const closed = (): Promise<void> => expect.poll(() => connections()).toBe(0);
  return { send, sent, results: parsed(response), closed };
}

async function* parsed(response: IncomingMessage): AsyncGenerator<BatchResult> {
  for await (const line of createInterface({ input: response })) yield JSON.parse(line) as BatchResult;
}

async function collect(results: AsyncIterator<BatchResult>): Promise<BatchResult[]> {
  const all: BatchResult[] = [];
  for (let next = await results.next(); !next.done; next = await results.next()) all.push(next.value);
  return all;
}

test('steps of a job run in order, each is answered, and what is so already is no failure', async () => {
  const { asked, routes } = recorder();
  const { send, sent, results } = await openBatch(routes);
  send({ Key: 'a', Create: { Name: 'web', Config: { Image: 'redis' } }, Connect: { back: {} }, Start: true });
  send({ Key: 'b', Id: 'old', Stop: { Timeout: 3 }, Remove: { Force: true } });
  sent.end();
  const all = await collect(results);
  expect(all.filter(({ Key }) => Key === 'a')).toEqual([
    { Key: 'a', Step: 'create', Id: 'id-web', Warnings: ['careful'] },
    { Key: 'a', Step: 'connect', Id: 'id-web' },
    { Key: 'a', Step: 'start', Id: 'id-web' },
    { Key: 'a', Id: 'id-web', Done: true },
  ]);
  expect(all.filter(({ Key }) => Key === 'b').at(-1)).toEqual({ Key: 'b', Id: 'old', Done: true });
  expect(asked.filter((text) => text.includes('old'))).toEqual(['stop old 3', 'remove old true']);
});

test('answers come while other jobs run, and before all jobs are known', async () => {
  const { release, routes } = recorder();
  const { send, sent, results } = await openBatch(routes);
  send({ Key: 'slow', Create: { Name: 'slow', Config: { Image: 'redis' } }, Start: true });
  expect((await results.next()).value).toMatchObject({ Key: 'slow', Step: 'create' });
  send({ Key: 'quick', Id: 'x', Rename: 'y' });
  expect((await results.next()).value).toEqual({ Key: 'quick', Step: 'rename', Id: 'x' });
  release();
  sent.end();
  expect(
    (await collect(results))
      .filter((result) => result.Done)
      .map(({ Key }) => Key)
      .sort(),
  ).toEqual(['quick', 'slow']);
});

test('of a job whose client has gone the step that runs is the last', async () => {
  const { asked, release, routes } = recorder();
  const { send, sent, closed } = await openBatch(routes);
  send({ Key: 'a', Id: 'slow', Stop: {}, Remove: {} });
  await expect.poll(() => asked).toEqual(['stop slow undefined']);
  sent.destroy();
  await closed();
  release();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['stop slow undefined']);
});

test('a failing step ends its job with the status of that step alone', async () => {
  const { asked, routes } = recorder();
  const { send, sent, results } = await openBatch(routes);
  send({ Key: 'a', Create: { Name: 'web', Config: { Image: 'nosuch' } }, Start: true });
  send({ Key: 'b', Start: true });
  send('{');
  sent.end();
  expect(await collect(results)).toEqual(
    expect.arrayContaining([
      { Key: 'a', Step: 'create', Error: { Status: 404, Message: 'No such image: nosuch:latest' } },
      {
        Key: 'b',
        Step: 'start',
        Error: { Status: 400, Message: expect.stringContaining('no container') as string },
      },
      { Key: '', Error: { Status: 400, Message: expect.stringContaining('invalid JSON') as string } },
    ]),
  );
  expect(asked).toEqual(['create web nosuch']);
});
