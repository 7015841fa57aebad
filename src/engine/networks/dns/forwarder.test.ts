import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Address, parseAddress } from '../address.ts';
import { Forwarder } from './forwarder.ts';
import {
  codeOf,
  encodeAnswer,
  encodeQuery,
  parseQuery,
  type Query,
  recordType,
  responseCode,
} from './message.ts';
import { frame, MessageReader, type Upstream } from './upstream.ts';

const loopback = parseAddress('127.0.0.1') as Address;
const open: (Socket | Server)[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

type Behaviour = (query: Query, message: Buffer) => Buffer | undefined;

function readQuery(message: Buffer): Query {
  const parsed = parseQuery(message);
  if (parsed.kind !== 'query') throw new Error('not a question');
  return parsed.query;
}

function udpServer(behave: Behaviour): Promise<Upstream> {
  const socket = createSocket('udp4');
  open.push(socket);
  socket.on('message', (message, sender) => {
    const answer = behave(readQuery(message), message);
    if (answer) socket.send(answer, sender.port, sender.address);
  });
  return new Promise((resolve) => {
    socket.bind({ address: '127.0.0.1', port: 0 }, () =>
      resolve({ address: loopback, port: socket.address().port }),
    );
  });
}

function tcpServer(behave: Behaviour): Promise<Upstream> {
  const server = createServer((connection) => {
    const reader = new MessageReader((message) => {
      const answer = behave(readQuery(message), message);
      // In two pieces, as a stream may be cut anywhere.
      if (answer)
        connection.write(frame(answer).subarray(0, 5), () => connection.end(frame(answer).subarray(5)));
    });
    connection.on('data', (chunk) => reader.push(chunk));
  });
  open.push(server);
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      resolve({ address: loopback, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

const good: Behaviour = (query) =>
  encodeAnswer(
    query,
    responseCode.ok,
    [{ type: recordType.A, ttl: 1, data: Buffer.from([10, 0, 0, 1]) }],
    512,
  );
const unknown: Behaviour = (query) => encodeAnswer(query, responseCode.noSuchName, [], 512);
const failing: Behaviour = (query) => encodeAnswer(query, responseCode.serverFailure, [], 512);
const silent: Behaviour = () => undefined;
const lying: Behaviour = (query) =>
  encodeAnswer({ ...query, id: (query.id + 1) & 0xffff }, responseCode.ok, [], 512);

async function ask(servers: Upstream[], transport: 'udp' | 'tcp' = 'udp'): Promise<number | undefined> {
  const message = encodeQuery(4711, 'example.org', recordType.A) as Buffer;
  const forwarder = new Forwarder({ patience: 50, deadline: 300 });
  const answer = await forwarder.ask(servers, readQuery(message), message, transport);
  return answer && codeOf(answer);
}

test('the first server is asked first, and its answer counts, also that there is no such name', async () => {
  expect(await ask([await udpServer(good), await udpServer(unknown)])).toBe(responseCode.ok);
  expect(await ask([await udpServer(unknown), await udpServer(good)])).toBe(responseCode.noSuchName);
});

test('after one that fails or is silent the next is asked', async () => {
  expect(await ask([await udpServer(failing), await udpServer(good)])).toBe(responseCode.ok);
  expect(await ask([await udpServer(silent), await udpServer(good)])).toBe(responseCode.ok);
  expect(await ask([{ address: loopback, port: 1 }, await udpServer(good)])).toBe(responseCode.ok);
});

test('when none helps, the failure is told, or nothing', async () => {
  expect(await ask([await udpServer(failing)])).toBe(responseCode.serverFailure);
  expect(await ask([await udpServer(silent)])).toBeUndefined();
  expect(await ask([])).toBeUndefined();
});

test('an answer to another question does not count', async () => {
  expect(await ask([await udpServer(lying), await udpServer(good)])).toBe(responseCode.ok);
});

test('TCP is asked by TCP', async () => {
  expect(await ask([await tcpServer(good)], 'tcp')).toBe(responseCode.ok);
  expect(await ask([{ address: loopback, port: 1 }, await tcpServer(good)], 'tcp')).toBe(responseCode.ok);
});
