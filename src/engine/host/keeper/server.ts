import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { messageOf } from '../../../shared/index.ts';
import type { EngineLink } from './engine-link.ts';
import { type Answer, type Call, LineReader, type StreamRequest } from './protocol.ts';
import { StreamClient } from './stream-client.ts';
import { KeeperFailure, type Supervisor } from './supervisor.ts';

const NEWLINE = 10;

/** Serves keeper.sock; see protocol.ts. */
export function listen(
  path: string,
  supervisor: Supervisor,
  link: EngineLink,
  onListening: () => void,
): void {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    readFirstLine(socket, (line, rest) => {
      const first = JSON.parse(line) as StreamRequest | (Call & { id: number });
      if ('stream' in first) serveStream(socket, first, rest, supervisor);
      else serveCalls(socket, `${line}\n${rest.toString()}`, supervisor, link);
    });
  });
  rmSync(path, { force: true });
  const mask = process.umask(0o177);
  server.listen(path, () => {
    chmodSync(path, 0o600);
    onListening();
  });
  process.umask(mask);
}

function readFirstLine(socket: Socket, onLine: (line: string, rest: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    pending = Buffer.concat([pending, chunk]);
    const end = pending.indexOf(NEWLINE);
    if (end < 0) return;
    socket.off('data', onData);
    socket.pause();
    onLine(pending.toString('utf8', 0, end), pending.subarray(end + 1));
  };
  socket.on('data', onData);
}

function serveStream(socket: Socket, request: StreamRequest, rest: Buffer, supervisor: Supervisor): void {
  const client = new StreamClient(socket, request.stream);
  if (!supervisor.mayAttach(client)) {
    const error = new KeeperFailure('not-running', `${request.stream.key} is not running`);
    socket.end(`${JSON.stringify({ error: failureOf(error) })}\n`);
    return;
  }
  socket.write('{}\n');
  if (rest.length > 0) socket.unshift(rest);
  supervisor.attach(client);
}

function serveCalls(socket: Socket, first: string, supervisor: Supervisor, link: EngineLink): void {
  const lines = new LineReader();
  const take = (chunk: string): void => {
    for (const value of lines.push(chunk)) {
      const call = value as Call & { id: number };
      void answer(call.id, () => perform(call, socket, supervisor, link)).then((reply) =>
        socket.write(`${JSON.stringify(reply)}\n`),
      );
    }
  };
  take(first);
  socket.setEncoding('utf8');
  socket.on('data', take);
  socket.on('end', () => socket.end());
  socket.resume();
}

async function answer(id: number, perform: () => unknown): Promise<Answer> {
  try {
    return { id, result: (await perform()) ?? null };
  } catch (error) {
    return { id, error: failureOf(error) };
  }
}

function failureOf(error: unknown): { kind: KeeperFailure['kind']; message: string } {
  return { kind: error instanceof KeeperFailure ? error.kind : 'internal', message: messageOf(error) };
}

function perform(call: Call, socket: Socket, supervisor: Supervisor, link: EngineLink): unknown {
  const performers: { [Op in Call['op']]: (call: Call & { op: Op }) => unknown } = {
    start: (start) => supervisor.start(start),
    signal: ({ key, signal }) => supervisor.signal(key, signal),
    list: () => supervisor.list(),
    hello: ({ engine }) => link.hello(socket, engine),
    resize: ({ key, rows, columns }) => supervisor.resize(key, rows, columns),
    discard: ({ key }) => supervisor.discard(key),
    leave: () => link.leaveNow(),
    goodbye: () => link.goodbye(),
  };
  return (performers[call.op] as (call: Call) => unknown)(call);
}
