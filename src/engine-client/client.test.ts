import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { connectEngine } from './client.ts';
import type { EngineClient } from './contract.ts';
import { readAll } from './json-stream.ts';

const path = join(tmpdir(), `engine-client-${process.pid}.sock`);
let server: Server | undefined;
let client: EngineClient | undefined;
let connections = 0;

/** An HTTP server on a unix socket; `/_ping` is answered as an engine does. */
async function serve(
  listener: RequestListener,
  version = '1.51',
  software = 'Docker/28.5',
): Promise<EngineClient> {
  connections = 0;
  server = createServer((request, response) => {
    if (request.url !== '/_ping') return listener(request, response);
    response.writeHead(200, { 'Api-Version': version, Server: software }).end();
  });
  server.on('connection', () => connections++);
  server.listen(path);
  await once(server, 'listening');
  client = await connectEngine({ env: { DOCKER_HOST: `unix://${path}` } });
  return client;
}

afterEach(async () => {
  client?.close();
  server?.closeAllConnections();
  if (server?.listening) await new Promise((resolve) => server?.close(resolve));
  rmSync(path, { force: true });
});

describe('a client', () => {
  test('speaks the negotiated version over one connection', async () => {
    const asked: string[] = [];
    const engine = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Content-Type', 'application/json').end('{"a":1}');
    }, '1.44');
    const query = { all: true, none: undefined, t: ['x', 'y'], filters: { label: ['a=b'] } };
    expect(await engine.json({ method: 'GET', path: '/containers/json', query })).toEqual({ a: 1 });
    await engine.json({ method: 'GET', path: '/tutti/x' });
    expect(asked).toEqual([
      '/v1.44/containers/json?all=true&t=x&t=y&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D',
      '/tutti/x',
    ]);
    expect(connections).toBe(1);
  });

  test('refuses an engine that is too old', async () => {
    const engine = await serve(() => undefined, '1.40');
    await expect(engine.apiVersion()).rejects.toMatchObject({ code: 'engine-too-old' });
  });

  test('throws what the engine refuses, in its words', async () => {
    const engine = await serve((_request, response) => {
      response.writeHead(409, { 'Content-Type': 'application/json' }).end('{"message":"in use"}');
    });
    const refused = engine.json({ method: 'DELETE', path: '/x' });
    await expect(refused).rejects.toMatchObject({ kind: 'conflict', message: 'in use' });
  });

  test('sends bodies whole and in chunks, and reads streams line by line', async () => {
    const engine = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split(',')) response.write(`{"line":"${line}"}\n`);
      });
      request.on('end', () => response.end());
    });
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ü,b');
      yield Buffer.from('');
      yield Buffer.from('c');
    }
    const lines: unknown[] = [];
    for await (const line of engine.lines({ method: 'POST', path: '/x', rawBody: chunks() }))
      lines.push(line);
    expect(lines).toEqual([{ line: 'ü' }, { line: 'b' }, { line: 'c' }]);
    expect(connections).toBe(1);
  });

  test('returns an answer that comes before the body was taken', async () => {
    const engine = await serve((_request, response) => {
      response.writeHead(400, { Connection: 'close' }).end('no');
    });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(65536);
    }
    await expect(engine.json({ method: 'PUT', path: '/x', rawBody: endless() })).rejects.toThrow('no');
  });

  test('hands a connection over', async () => {
    const engine = await serve(() => undefined);
    server?.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nfirst ');
      socket.on('data', (bytes: Buffer) => socket.end(bytes));
    });
    const stream = await engine.hijack({ method: 'POST', path: '/containers/x/attach' });
    stream.end('second');
    expect((await readAll(stream)).toString()).toBe('first second');
  });

  test('stops when it is told to', async () => {
    const engine = await serve((_request, response) => {
      response.write('{"n":1}\n');
    });
    const stop = new AbortController();
    const lines = engine.lines({ method: 'GET', path: '/events', signal: stop.signal });
    const reading = (async () => {
      for await (const _line of lines) stop.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('says so when an answer is cut off, and when nobody listens', async () => {
    const engine = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '10' }).write('half');
      response.socket?.destroySoon();
    });
    await expect(engine.json({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: 'engine-connection-lost',
      message: 'the engine closed the connection in the middle of an answer',
    });
    const other = await connectEngine({ env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    await expect(other.apiVersion()).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'Cannot connect to the Docker daemon at unix:///nowhere.sock. Is the docker daemon running?',
    });
  });

  test('names an engine that dies under a request, with an answer begun and without', async () => {
    const engine = await serve((request, response) => {
      if (request.url?.endsWith('/begun')) response.write('{"n":1}\n');
      setImmediate(() => response.socket?.destroy());
    });
    const lost = { code: 'engine-connection-lost' };
    await expect(engine.json({ method: 'GET', path: '/nothing' })).rejects.toMatchObject(lost);
    await expect(engine.json({ method: 'GET', path: '/begun' })).rejects.toMatchObject(lost);
    // Killed with bytes of ours unread: the kernel resets the connection.
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(65536);
    }
    const upload = engine.json({ method: 'PUT', path: '/upload', rawBody: endless() });
    await expect(upload).rejects.toMatchObject(lost);
  });

  test('sends only what reads in a dry run', async () => {
    const asked: string[] = [];
    await serve((request, response) => {
      asked.push(request.method ?? '');
      response.end();
    });
    const reader = await connectEngine({ env: { DOCKER_HOST: `unix://${path}` }, readOnly: true });
    await reader.json({ method: 'GET', path: '/x' });
    await expect(reader.json({ method: 'POST', path: '/containers/create' })).rejects.toThrow('dry run');
    await expect(reader.hijack({ method: 'POST', path: '/exec/x/start' })).rejects.toThrow('dry run');
    reader.close();
    expect(asked).toEqual(['GET']);
  });

  test('asks only our own engine for what only it has', async () => {
    const listener: RequestListener = (_request, response) => {
      response.setHeader('Content-Type', 'application/json').end('{"Tutti":{"Extensions":["build"]}}');
    };
    const ours = await serve(listener, '1.51', 'Tutti/0.1 (linux)');
    expect([await ours.offers('build'), await ours.offers('other')]).toEqual([true, false]);
  });
});
