import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type Duplex, duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { BuildProgressEvent } from '../contract-events.ts';
import { buildKitHistory } from './buildkit-history.ts';

type Field = [number: number, value: number | string | Uint8Array];

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

function message(...fields: Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
    }),
  );
}

const entry = (key: string, value: string): Uint8Array => message([1, key], [2, value]);
const at = (seconds: number): Uint8Array => message([1, seconds], [2, 500_000_000]);

const record = (...more: Field[]): Uint8Array =>
  message(
    [1, 'build1'],
    [3, entry('label:com.docker.compose.project', 'app')],
    [3, entry('label:com.docker.compose.service', 'web')],
    [3, entry('filename', 'Dockerfile')],
    [4, message([1, 'image'], [2, entry('name', 'docker.io/library/app-web:latest')])],
    [6, at(100)],
    ...more,
  );

const running = message([1, 0], [2, record()]);
const failed = message(
  [1, 1],
  [2, record([7, at(103)], [5, message([1, 2], [2, 'exit code: 7'])], [15, 1], [16, 4])],
);

const frame = (bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
};

type Answer = (stream: ServerHttp2Stream, asked: Buffer) => void;

/** An engine's client that knows the way to such a server alone. */
function clientOf(answers: Record<string, Answer>): EngineClient {
  const server: Http2Server = createServer();
  server.on('stream', (stream, headers) => {
    void once(stream, 'data').then(([asked]) => {
      answers[String(headers[':path']).split('/').at(-1) ?? '']?.(stream, asked as Buffer);
    });
  });
  const hijack = (): Promise<Duplex> => {
    const [mine, its] = duplexPair();
    server.emit('connection', its);
    return Promise.resolve(mine);
  };
  return { hijack } as unknown as EngineClient;
}

const grpc = { ':status': 200, 'content-type': 'application/grpc' };

function send(stream: ServerHttp2Stream, messages: Uint8Array[], status: string | undefined): void {
  stream.on('error', () => undefined);
  stream.respond(grpc, { waitForTrailers: status !== undefined });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status ?? '' }));
  // Cut anywhere.
  const bytes = Buffer.concat(messages.map(frame));
  stream.write(bytes.subarray(0, 7));
  stream.write(bytes.subarray(7));
  if (status !== undefined) stream.end();
}

/** `EarlyExit` ends after what there is. */
const history =
  (past: Uint8Array[], then: Uint8Array[]): Answer =>
  (stream, asked) => {
    if (asked.length > 5) send(stream, past, '0');
    else send(stream, [...past, ...then], undefined);
  };

test('builds are told with whose they are, while they run and when they have ended', async () => {
  const client = clientOf({
    ListenBuildHistory: history([running], [failed]),
    Status: (stream) => {
      const steps = ['[internal] load build definition', '[1/2] FROM x', '[linux/amd64 base 2/2] RUN make'];
      const vertexes = steps.map(
        (name, index): Field => [
          1,
          message([1, `v${index}`], [3, name], [4, name.endsWith('x') ? 1 : 0], [5, at(101)]),
        ],
      );
      send(stream, [message(...vertexes)], '0');
    },
  });
  const told = await buildKitHistory(client);
  const stop = new AbortController();
  const seen: string[] = [];
  const followed = told?.follow(({ set }) => {
    seen.push(...set.map(({ state, steps, cached }) => `${state} ${cached}/${steps}`));
    const [build] = set;
    if (build?.state !== 'failed') return;
    expect(build).toMatchObject({
      id: 'build1',
      image: 'app-web:latest',
      project: 'app',
      service: 'web',
      dockerfile: 'Dockerfile',
      begin: 100_500,
      end: 103_500,
      error: 'exit code: 7',
    });
    if (build.steps > 0) stop.abort();
  }, stop.signal);
  await expect(followed).rejects.toThrow('aborted');
  // Without the step that BuildKit makes for itself.
  expect(new Set(seen)).toEqual(new Set(['running 0/0', 'failed 0/0', 'failed 1/2']));
});

test('a build that is forgotten is told to be gone', async () => {
  const gone = message([1, 2], [2, message([1, 'old'])]);
  const client = clientOf({
    ListenBuildHistory: history([], [gone]),
    Status: (stream) => send(stream, [], '0'),
  });
  const told = await buildKitHistory(client);
  const stop = new AbortController();
  const removals: string[] = [];
  const followed = told?.follow(({ removed }) => {
    removals.push(...removed);
    if (removed.length > 0) stop.abort();
  }, stop.signal);
  await expect(followed).rejects.toThrow('aborted');
  expect(removals).toEqual(['old']);
});

test('what a build told is told again, step by step', async () => {
  const vertex = [1, message([1, 'v1'], [3, '[2/2] RUN make'], [5, at(101)], [6, at(102)])] as Field;
  const log = [3, message([1, 'v1'], [3, 2], [4, 'made\n'])] as Field;
  const client = clientOf({
    ListenBuildHistory: history([], []),
    Status: (stream, asked) => {
      if (asked.includes('build1')) send(stream, [message(vertex), message(log)], '0');
      else send(stream, [], '5');
    },
  });
  const told = await buildKitHistory(client);
  const events: BuildProgressEvent[] = [];
  const { signal } = new AbortController();
  await told?.output('build1', (event) => events.push(event), signal);
  expect(events.map(({ kind }) => kind)).toEqual([
    'build-step-started',
    'build-step-output',
    'build-step-done',
  ]);
  expect(events[1]).toMatchObject({ text: 'made\n', stream: 'stderr' });
  await expect(told?.output('gone', () => {}, signal)).rejects.toThrow(EngineError);
});

test('an engine that has no history, or no BuildKit, has none', async () => {
  const unimplemented = clientOf({
    ListenBuildHistory: (stream) => stream.respond({ ...grpc, 'grpc-status': '12' }, { endStream: true }),
  });
  expect(await buildKitHistory(unimplemented)).toBeUndefined();
  const refusing = {
    hijack: () => Promise.reject(new EngineError('not-found', 'page not found')),
  } as unknown as EngineClient;
  expect(await buildKitHistory(refusing)).toBeUndefined();
});
