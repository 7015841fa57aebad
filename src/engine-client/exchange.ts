import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { exactJson } from '../shared/index.ts';
import { ByteReader } from './byte-reader.ts';
import { connectionLost, isClosedPipe } from './connection-lost.ts';
import type { EngineRequest, EngineResponse } from './contract.ts';
import {
  formatHead,
  keepsAlive,
  queryString,
  type ResponseHead,
  readBody,
  readHead,
} from './http-message.ts';

export interface Exchange {
  request: EngineRequest;
  /** `/v1.51`, or empty. */
  prefix: string;
  upgrade: boolean;
  /** Takes the connection back when the answer has been read and it can be used again. */
  giveBack: (connection: Duplex) => void;
}

export interface Answer extends EngineResponse {
  reason: string;
  /** The raw connection of an answer that upgraded it. */
  upgraded: Duplex | undefined;
}

/** Sends one request over a connection that nobody else uses, and returns when the answer's head is there. */
export async function exchange(connection: Duplex, { request, ...rest }: Exchange): Promise<Answer> {
  const { signal } = request;
  const abort = (): void => void connection.destroy(reasonOf(signal));
  signal?.addEventListener('abort', abort, { once: true });
  const reader = new ByteReader(connection);
  const settle = (): void => signal?.removeEventListener('abort', abort);
  try {
    const sending = send(connection, request, rest);
    const head = await Promise.race([readHead(reader), failureOf(sending)]);
    if (head === undefined) throw connectionLost('before its answer');
    return answer(connection, reader, head, { request, ...rest }, settle);
  } catch (error) {
    settle();
    connection.destroy();
    if (signal?.aborted) throw reasonOf(signal);
    throw isClosedPipe(error) ? connectionLost('before its answer') : error;
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('This operation was aborted', 'AbortError');
}

/** Never resolves: an early answer wins over a body that the engine does not want to read to its end. */
function failureOf(sending: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => {
    sending.catch((error: unknown) => {
      // A connection that the engine closed may still hold its answer; the reader then reports the end.
      if (!isClosedPipe(error)) reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

function answer(
  connection: Duplex,
  reader: ByteReader,
  head: ResponseHead,
  { request, upgrade, giveBack }: Exchange,
  settle: () => void,
): Answer {
  const base = { status: head.status, reason: head.reason, headers: head.headers };
  if (upgrade && (head.status === 101 || head.status === 200)) {
    settle();
    return { ...base, body: none(), upgraded: reader.release() };
  }
  const finish = (complete: boolean): void => {
    settle();
    const reusable = complete && reader.drained && keepsAlive(head, request.method);
    reader.release();
    if (reusable && connection.writableLength === 0) giveBack(connection);
    else connection.destroy();
  };
  return { ...base, body: wholeBody(reader, head, request, finish), upgraded: undefined };
}

async function* none(): AsyncGenerator<Buffer, void, undefined> {}

async function* wholeBody(
  reader: ByteReader,
  head: ResponseHead,
  request: EngineRequest,
  finish: (complete: boolean) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let complete = false;
  try {
    yield* readBody(reader, head, request.method);
    complete = true;
  } catch (error) {
    if (request.signal?.aborted) throw reasonOf(request.signal);
    throw isClosedPipe(error) ? connectionLost('in the middle of an answer') : error;
  } finally {
    finish(complete);
  }
}

async function send(
  connection: Duplex,
  request: EngineRequest,
  { prefix, upgrade }: { prefix: string; upgrade: boolean },
): Promise<void> {
  const headers: Record<string, string> = { Host: 'docker', 'User-Agent': 'tutti', ...request.headers };
  if (upgrade) Object.assign(headers, { Connection: 'Upgrade', Upgrade: headers['Upgrade'] ?? 'tcp' });
  const target = `${prefix}${request.path}${queryString(request.query)}`;
  const { rawBody } = request;
  if (rawBody !== undefined && !(rawBody instanceof Uint8Array)) {
    headers['Transfer-Encoding'] = 'chunked';
    await write(connection, Buffer.from(formatHead(request.method, target, headers), 'latin1'));
    await sendChunks(connection, rawBody);
    return;
  }
  const body = rawBody ?? (request.body === undefined ? undefined : Buffer.from(exactJson(request.body)));
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  if (body !== undefined || request.method === 'POST' || request.method === 'PUT') {
    headers['Content-Length'] = String(body?.length ?? 0);
  }
  const head = Buffer.from(formatHead(request.method, target, headers), 'latin1');
  await write(connection, body === undefined ? head : Buffer.concat([head, body]));
}

async function sendChunks(connection: Duplex, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    const size = Buffer.from(`${chunk.length.toString(16)}\r\n`, 'latin1');
    await write(connection, Buffer.concat([size, chunk, Buffer.from('\r\n', 'latin1')]));
  }
  await write(connection, Buffer.from('0\r\n\r\n', 'latin1'));
}

async function write(connection: Duplex, bytes: Buffer): Promise<void> {
  if (connection.destroyed) throw connectionLost('before its answer');
  if (!connection.write(bytes)) await once(connection, 'drain');
}
