import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../shared/index.ts';
import { CallCounter } from './call-counter.ts';
import { serveStream } from './hijack.ts';
import { createHttpServer } from './http-server.ts';
import { serveProgress } from './json-lines.ts';
import { listenOnSocket } from './listen.ts';
import { type Route, Router } from './router.ts';

let folder: string;
let socketPath: string;
let stop: () => void;
const calls = new CallCounter();
const logged: string[] = [];

/** Answers in capitals; says `bye` when its input ends. */
function shouter(): Duplex {
  return new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      this.push(chunk.toString().toUpperCase());
      done();
    },
    final(done) {
      this.push('bye');
      this.push(null);
      done();
    },
  });
}

let sourceClosed: Promise<void>;

const routes: Route[] = [
  {
    method: 'POST',
    pattern: '/shout',
    async handle(call) {
      const greeting = await call.text();
      const stream = shouter();
      stream.write(greeting);
      await serveStream(call, stream, true);
    },
  },
  {
    method: 'POST',
    pattern: '/refuse',
    handle() {
      throw new EngineError('conflict', 'taken');
    },
  },
  {
    method: 'GET',
    pattern: '/defect',
    handle() {
      throw new TypeError('ours');
    },
  },
  {
    method: 'GET',
    pattern: '/endless',
    handle(call) {
      const source = new Readable({
        read() {
          this.push(Buffer.alloc(65_536));
        },
      });
      sourceClosed = new Promise((resolve) => {
        source.on('close', () => resolve());
      });
      return call.stream(source, 'application/octet-stream');
    },
  },
  {
    method: 'POST',
    pattern: '/progress',
    handle: (call) =>
      serveProgress(call, async (write) => {
        if (call.query.flag('late')) write({ status: 'working' });
        throw new EngineError('not-found', 'no such thing');
      }),
  },
];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-http-'));
  socketPath = join(folder, 'engine.sock');
  const server = createHttpServer({
    router: new Router(routes),
    serverName: 'Tutti/test (linux)',
    calls,
    log: (message) => logged.push(message),
  });
  await listenOnSocket(server, socketPath);
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});

afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

function ask(method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path }, (response) => {
      void text(response).then((body) =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

/** Sends raw bytes, and gives all that comes until the server closes. */
async function converse(act: (socket: Socket) => void): Promise<string> {
  const socket = connect({ path: socketPath, allowHalfOpen: true });
  act(socket);
  const answer = await text(socket);
  socket.destroy();
  return answer;
}

test('the socket is its owner’s alone', () => {
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
});

test('errors have a status, a message and the headers of the API', async () => {
  const refused = await ask('POST', '/v1.44/refuse');
  expect(refused).toMatchObject({ status: 409, body: '{"message":"taken"}\n' });
  expect(refused.headers).toMatchObject({
    'api-version': '1.51',
    ostype: 'linux',
    server: 'Tutti/test (linux)',
  });
  expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404, body: '{"message":"page not found"}\n' });
  expect(await ask('GET', '/v1.99/defect')).toMatchObject({ status: 400 });
});

test('a defect is logged with its stack', async () => {
  expect(await ask('GET', '/defect')).toMatchObject({ status: 500, body: '{"message":"ours"}\n' });
  expect(logged.join('\n')).toContain('GET /defect: TypeError: ours\n    at ');
});

test('a failure before the first line has a status, one after it is the last line', async () => {
  expect(await ask('POST', '/progress')).toMatchObject({ status: 404 });
  const late = await ask('POST', '/progress?late=1');
  expect(late.status).toBe(200);
  expect(
    late.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ status: 'working' }, { errorDetail: { message: 'no such thing' }, error: 'no such thing' }]);
});

test('an upgraded connection is raw both ways; its half-close ends the input, not the output', async () => {
  const answer = await converse((socket) => {
    socket.write(
      'POST /shout HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 5\r\n\r\nhello, early',
    );
    socket.end(', late');
  });
  const [head = '', body] = answer.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 101 UPGRADED\r\n/);
  expect(head).toContain('Content-Type: application/vnd.docker.multiplexed-stream');
  expect(body).toBe('HELLO, EARLY, LATEbye');
});

test('a body that comes after the head of an upgrade is waited for', async () => {
  const answer = await converse((socket) => {
    socket.write(
      'POST /v1.41/shout HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 4\r\n\r\nab',
    );
    setImmediate(() => socket.end('cd'));
  });
  expect(answer).toContain('Content-Type: application/vnd.docker.raw-stream');
  expect(answer).toMatch(/ABCDbye$/);
});

test('a refused upgrade is a plain answer', async () => {
  const answer = await converse((socket) =>
    socket.write('POST /refuse HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'),
  );
  expect(answer).toMatch(/^HTTP\/1.1 409 Conflict\r\n/);
  expect(answer).toContain('{"message":"taken"}');
});

test('offers of HTTP/2 are ignored', async () => {
  const answer = await converse((socket) =>
    socket.write(
      'POST /refuse HTTP/1.1\r\nHost: d\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    ),
  );
  expect(answer).toMatch(/^HTTP\/1.1 409 Conflict\r\n/);
});

test('a client that goes stops the source', async () => {
  const socket = connect(socketPath);
  socket.write('GET /endless HTTP/1.1\r\nHost: d\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(calls.count).toBe(1);
  const quiet = new Promise<void>((resolve) => calls.onQuiet(resolve));
  socket.destroy();
  await sourceClosed;
  await quiet;
});
