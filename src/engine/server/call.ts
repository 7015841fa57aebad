import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../shared/index.ts';
import { Query } from './query.ts';
import type { ApiMinor } from './versions.ts';

/** The connection of a request that asked for an upgrade, and what was read of it beyond the request's head. */
export interface Upgrade {
  socket: Duplex;
  head: Buffer;
}

export interface CallOptions {
  request: IncomingMessage;
  response: ServerResponse;
  minor: ApiMinor;
  params: Record<string, string>;
  queryText: string;
  upgrade: Upgrade | undefined;
}

/** Larger bodies of JSON are refused; archives are streams and have no limit. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** One request and its answer. */
export class Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly minor: ApiMinor;
  readonly query: Query;
  readonly upgrade: Upgrade | undefined;
  readonly #params: Record<string, string>;
  #abort: AbortController | undefined;

  constructor(options: CallOptions) {
    this.request = options.request;
    this.response = options.response;
    this.minor = options.minor;
    this.query = new Query(options.queryText);
    this.upgrade = options.upgrade;
    this.#params = options.params;
  }

  /** A part of the path that the route's pattern names. */
  param(name: string): string {
    const value = this.#params[name];
    if (value === undefined) throw new Error(`the route has no {${name}}`);
    return value;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** Aborted when the client goes before the answer is complete. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController();
      this.#abort = abort;
      const connection = this.upgrade?.socket ?? this.response;
      connection.on('close', () => {
        if (!this.response.writableFinished) abort.abort(new Error('the client went away'));
      });
    }
    return this.#abort.signal;
  }

  json(value: unknown, status = 200): void {
    const body = Buffer.from(`${JSON.stringify(value)}\n`);
    this.response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    this.response.end(body);
  }

  /** An answer without content. */
  empty(status = 204): void {
    this.response.writeHead(status, status === 200 ? { 'Content-Length': 0 } : {});
    this.response.end();
  }

  /** The answer's body as fast as the client takes it; when the client goes, the source is destroyed. */
  async stream(source: Readable, contentType: string, headers: Record<string, string> = {}): Promise<void> {
    this.response.writeHead(200, { 'Content-Type': contentType, ...headers });
    this.response.flushHeaders();
    try {
      await pipeline(source, this.response);
    } catch (error) {
      // Either the client went, which concerns nobody, or the source broke: then the connection is cut, for the client
      // must not take half an answer for a whole one.
      this.response.destroy();
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }

  /** The body as text; empty when there is none. */
  async text(): Promise<string> {
    if (this.upgrade) return await readUpgradeBody(this.upgrade, Number(this.header('content-length') ?? 0));
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_JSON_BYTES) throw new EngineError('invalid', 'request body is too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  }
}

/** The body of an upgrade request: node's parser leaves it unread on the connection. What follows it stays there. */
async function readUpgradeBody(upgrade: Upgrade, length: number): Promise<string> {
  if (length > MAX_JSON_BYTES) throw new EngineError('invalid', 'request body is too large');
  let read = upgrade.head;
  while (read.length < length) {
    const chunk = await nextChunk(upgrade.socket);
    if (!chunk) throw new EngineError('invalid', 'unexpected EOF');
    read = Buffer.concat([read, chunk]);
  }
  upgrade.head = read.subarray(length);
  return read.subarray(0, length).toString();
}

function nextChunk(socket: Duplex): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (chunk?: Buffer): void => {
      socket.pause();
      socket.off('data', settle).off('end', settle).off('close', settle).off('error', reject);
      resolve(chunk);
    };
    socket.on('data', settle).on('end', settle).on('close', settle).on('error', reject);
    socket.resume();
  });
}
