/** Downloads of layers into files: hashed as they come, resumed where a connection broke. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineError } from '../../../shared/index.ts';
import type { Descriptor } from '../media-types.ts';
import type { RepositoryClient } from './client.ts';
import type { HttpResponse } from './http.ts';
import { isBrokenConnection, retryDelay } from './retry.ts';

/** Connections in a row that may break without having brought a byte. */
const fruitlessAttempts = 5;
/** Bytes that are gathered before they are written. */
const writeBytes = 1 << 20;

export interface DownloadEvents {
  /** Bytes that are there so far. */
  onProgress(current: number): void;
  onVerifying(): void;
}

/**
 * Writes a blob to a file and verifies size and digest; the file is complete when this resolves.
 * @throws RegistryError, or EngineError when the content is not what was promised.
 */
export async function downloadBlob(
  client: RepositoryClient,
  descriptor: Descriptor,
  path: string,
  events: DownloadEvents,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await new Download(client, descriptor, file, events).run();
  } finally {
    await file.close();
  }
}

class Download {
  readonly #client: RepositoryClient;
  readonly #descriptor: Descriptor;
  readonly #file: FileHandle;
  readonly #events: DownloadEvents;
  #hash = createHash('sha256');
  #offset = 0;

  constructor(client: RepositoryClient, descriptor: Descriptor, file: FileHandle, events: DownloadEvents) {
    this.#client = client;
    this.#descriptor = descriptor;
    this.#file = file;
    this.#events = events;
  }

  async run(): Promise<void> {
    const { size, digest } = this.#descriptor;
    let fruitless = 0;
    while (this.#offset < size) {
      const before = this.#offset;
      try {
        await this.#receive(await this.#client.blob(digest, this.#offset));
        if (this.#offset < size) fruitless = this.#offset > before ? 0 : fruitless + 1;
      } catch (error) {
        if (!isBrokenConnection(error)) throw error;
        fruitless = this.#offset > before ? 0 : fruitless + 1;
        if (fruitless >= fruitlessAttempts) throw error;
        const { signal } = this.#client.session;
        await delay(retryDelay(fruitless, undefined, Date.now()), undefined, signal ? { signal } : {});
      }
      if (fruitless >= fruitlessAttempts) this.#refuse(`${this.#offset} of ${size} bytes`);
    }
    this.#events.onVerifying();
    const actual = `sha256:${this.#hash.digest('hex')}`;
    if (actual !== digest) this.#refuse(actual);
  }

  async #receive(response: HttpResponse): Promise<void> {
    if (response.status === 200 && this.#offset > 0) await this.#restart();
    const waiting: Buffer[] = [];
    let length = 0;
    const flush = async (): Promise<void> => {
      if (length === 0) return;
      const pieces = waiting.splice(0);
      await writeAll(this.#file, pieces, this.#offset);
      for (const piece of pieces) this.#hash.update(piece);
      this.#offset += length;
      length = 0;
      this.#events.onProgress(this.#offset);
    };
    try {
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        waiting.push(chunk);
        length += chunk.length;
        if (this.#offset + length > this.#descriptor.size) this.#refuse('more bytes than announced');
        if (length >= writeBytes) await flush();
      }
    } finally {
      await flush();
    }
  }

  /** The registry does not resume: from the beginning again. */
  async #restart(): Promise<void> {
    await this.#file.truncate(0);
    this.#offset = 0;
    this.#hash = createHash('sha256');
  }

  #refuse(got: string): never {
    const { digest } = this.#descriptor;
    throw new EngineError('system', `filesystem layer verification failed for digest ${digest}: got ${got}`);
  }
}

/** writev may write less than it was given. */
async function writeAll(file: FileHandle, pieces: Buffer[], position: number): Promise<void> {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const { bytesWritten } = await file.writev(pieces, position);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(pieces).subarray(bytesWritten);
  await writeAll(file, [rest], position + bytesWritten);
}
