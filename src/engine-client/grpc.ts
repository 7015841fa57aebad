/** Calls of BuildKit, which a Docker Engine answers behind `POST /grpc`: gRPC over HTTP/2 over the connection. */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { EngineError } from '../shared/index.ts';
import { connectionLost } from './connection-lost.ts';
import type { EngineClient } from './contract.ts';

/** A method that the server does not have (https://grpc.io/docs/guides/status-codes/). */
const unimplemented = '12';
const notFound = '5';

/** Bytes; as gRPC's own servers have it for what they take. */
const longestMessage = 16 * 1024 * 1024;

export interface GrpcCalls {
  /** Sends one message; the answers as they come. @throws EngineError `not-implemented`, `not-found`, `system` */
  call(path: string, message: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): void;
}

/** @throws EngineError where the engine has no such door */
export async function openGrpc(client: EngineClient): Promise<GrpcCalls> {
  const connection = await client.hijack({ method: 'POST', path: '/grpc', headers: { Upgrade: 'h2c' } });
  // Few engines have such a door, and no command knocks at it.
  const { connect } = await import('node:http2');
  const session = connect('http://localhost', { createConnection: () => connection });
  // What fails is told by the calls.
  session.on('error', () => undefined);
  return {
    call: (path, message, signal) => answers(session, path, message, signal),
    close: () => session.destroy(),
  };
}

async function* answers(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const stream = session.request(
    { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' },
    { signal },
  );
  const status = statusOf(stream);
  stream.end(frame(message));
  try {
    yield* messages(stream);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof EngineError ? error : connectionLost('in the middle of an answer');
  }
  const { code, text } = await status;
  signal.throwIfAborted();
  if (code === undefined) throw connectionLost('in the middle of an answer');
  if (code !== '0') throw new EngineError(kindOf(code), text || `${path} ended with status ${code}`);
}

function frame(message: Uint8Array): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

async function* messages(stream: ClientHttp2Stream): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (;;) {
      const length = waiting.length < 5 ? Number.POSITIVE_INFINITY : waiting.readUInt32BE(1);
      if (Number.isFinite(length) && length > longestMessage)
        throw new EngineError('system', `the engine sent a message of ${length} bytes`);
      if (waiting.length < 5 + length) break;
      yield waiting.subarray(5, 5 + length);
      waiting = waiting.subarray(5 + length);
    }
  }
}

/** In the trailers; in the headers of an answer that has nothing else. */
function statusOf(stream: ClientHttp2Stream): Promise<{ code?: string; text: string }> {
  return new Promise((resolve) => {
    const take = (headers: NodeJS.Dict<string | string[]>): void => {
      const code = headers['grpc-status'];
      if (code === undefined) return;
      const text = headers['grpc-message'];
      resolve({ code: String(code), text: decodeURIComponent(String(text ?? '')) });
    };
    stream.on('response', take);
    stream.on('trailers', take);
    stream.on('close', () => resolve({ text: '' }));
  });
}

function kindOf(code: string): EngineError['kind'] {
  if (code === unimplemented) return 'not-implemented';
  return code === notFound ? 'not-found' : 'system';
}
