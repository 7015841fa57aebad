/** Unpacks and packs archives on a small pool of threads. */
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { ArchiveThread } from './archive-thread.ts';
import { type Compression, compressionOf, detectCompression, magicBytes } from './compression.ts';
import type { ExtractOptions } from './extract.ts';
import { decompressOnHost, needsHost } from './host-decompressor.ts';
import type { UnpackJob, UnpackResult } from './jobs.ts';
import type { PackOptions } from './pack.ts';
import { peek } from './peek.ts';
import { PieceStream, SendWindow } from './pieces.ts';

export interface UnpackOptions extends ExtractOptions {
  signal?: AbortSignal | undefined;
  /** Called with numbers of bytes of the archive that are done, as it goes. */
  onProgress?: ((bytes: number) => void) | undefined;
}

/** Milliseconds after which a thread without work is let go: it takes some 10 MB. */
const idleMilliseconds = 5000;

export class ArchiveWorkers {
  readonly #limit: number = Math.max(2, Math.min(4, availableParallelism()));
  readonly #idle: { thread: ArchiveThread; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #threads = new Set<ArchiveThread>();
  #busy = 0;

  /** Unpacks a file of any compression. @throws EngineError when the archive is damaged. */
  async unpackFile(path: string, folder: string, options: UnpackOptions): Promise<UnpackResult> {
    const compression = await compressionOf(path);
    if (needsHost(compression)) return await this.unpackStream(createReadStream(path), folder, options);
    return await this.#unpack({ path }, compression, folder, options);
  }

  /** As `unpackFile`, from a stream. */
  async unpackStream(archive: Readable, folder: string, options: UnpackOptions): Promise<UnpackResult> {
    const { start, stream } = await peek(archive, magicBytes);
    const compression = detectCompression(start);
    if (!needsHost(compression)) return await this.#unpack('pieces', compression, folder, options, stream);
    return await this.#unpack('pieces', 'none', folder, options, decompressOnHost(compression, stream));
  }

  /** A tar of a folder, or of a part of it. */
  pack(folder: string, options: PackOptions): Readable {
    let thread: ArchiveThread | undefined;
    const stream = new PieceStream((taken) => thread?.post({ taken }));
    void this.#withThread(async (acquired) => {
      if (stream.destroyed) return;
      thread = acquired;
      // A reader that goes early leaves a thread in the middle of its job.
      const onClose = (): void => void acquired.stop();
      stream.once('close', onClose);
      await acquired.run({ kind: 'pack', folder, options }, (message) => {
        if ('piece' in message) stream.receive(message.piece);
      });
      stream.off('close', onClose);
      stream.receive(null);
    }).catch((error: unknown) => stream.destroy(error as Error));
    return stream;
  }

  /** Starts threads that will be needed soon: their start costs as much as unpacking some megabytes. */
  prepare(count: number): void {
    for (let ready = this.#threads.size; ready < Math.min(count, this.#limit); ready++) {
      const thread = new ArchiveThread();
      this.#threads.add(thread);
      this.#keepIdle(thread);
    }
  }

  /** Ends all threads; what they are at fails. */
  async close(): Promise<void> {
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
  }

  async #unpack(
    source: UnpackJob['source'],
    compression: Compression,
    folder: string,
    options: UnpackOptions,
    stream?: Readable,
  ): Promise<UnpackResult> {
    const { signal, onProgress, ...extract } = options;
    const window = new SendWindow();
    const job: UnpackJob = { kind: 'unpack', folder, source, compression, options: extract };
    return await this.#withThread(async (thread) => {
      const stop = new AbortController();
      const running = thread.run(
        job,
        (message) => {
          if (!('taken' in message)) return;
          window.taken(message.taken);
          onProgress?.(message.taken);
        },
        AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]),
      );
      stream?.once('error', (error) => stop.abort(error));
      const feeding = stream ? feed(stream, thread, window) : Promise.resolve();
      try {
        const [result] = await Promise.all([running, feeding]);
        return result as UnpackResult;
      } finally {
        window.close();
        stream?.destroy();
      }
    });
  }

  async #withThread<Result>(use: (thread: ArchiveThread) => Promise<Result>): Promise<Result> {
    while (this.#busy >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
    const thread = this.#takeIdle() ?? new ArchiveThread();
    this.#threads.add(thread);
    thread.setBusy(true);
    try {
      return await use(thread);
    } catch (error) {
      // Half a job may still be under way in it.
      await thread.stop();
      throw error;
    } finally {
      this.#busy -= 1;
      if (thread.usable) this.#keepIdle(thread);
      else this.#threads.delete(thread);
      this.#waiting.shift()?.();
    }
  }

  #takeIdle(): ArchiveThread | undefined {
    const idle = this.#idle.pop();
    clearTimeout(idle?.timer);
    return idle?.thread.usable ? idle.thread : undefined;
  }

  #keepIdle(thread: ArchiveThread): void {
    thread.setBusy(false);
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((idle) => idle.thread === thread);
      if (index !== -1) this.#idle.splice(index, 1);
      this.#threads.delete(thread);
      void thread.stop();
    }, idleMilliseconds).unref();
    this.#idle.push({ thread, timer });
  }
}

async function feed(stream: Readable, thread: ArchiveThread, window: SendWindow): Promise<void> {
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    thread.post({ piece: chunk });
    await window.sent(chunk.length);
  }
  thread.post({ piece: null });
}
