import { existsSync, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { formatTimestamp } from '../../../shared/index.ts';
import type { Container } from '../container.ts';
import type { LogOptions } from '../contract.ts';
import { isRunning } from '../record.ts';
import { LogFormatter } from './log-lines.ts';
import { findTail, type LogPosition } from './log-tail.ts';

const PIECE_BYTES = 256 * 1024;

/** A container's output as the API sends it, from files and, when following, as it comes. */
export function readLog(container: Container, options: LogOptions): Readable {
  const stream = Readable.from(pieces(container, options), { objectMode: false, highWaterMark: PIECE_BYTES });
  const stop = (): void => void stream.destroy();
  options.signal?.addEventListener('abort', stop, { once: true });
  stream.on('close', () => options.signal?.removeEventListener('abort', stop));
  return stream;
}

async function* pieces(container: Container, options: LogOptions): AsyncGenerator<Buffer> {
  const formatter = new LogFormatter({
    stdout: options.stdout,
    stderr: options.stderr,
    timestamps: options.timestamps,
    since: timeText(options.since),
    until: timeText(options.until),
    raw: container.record.config.Tty ?? false,
  });
  const start = await findTail(container.logPath, options.tail);
  for (const { path, offset } of start.rotated) yield* filePieces(path, offset, formatter);
  if (!options.follow) {
    yield* filePieces(start.current.path, start.current.offset, formatter);
    return;
  }
  yield* followPieces(container, start.current, formatter, options.signal);
}

function timeText(seconds: number): string {
  return seconds > 0 ? formatTimestamp(BigInt(Math.round(seconds * 1e6)) * 1000n) : '';
}

async function* filePieces(path: string, offset: number, formatter: LogFormatter): AsyncGenerator<Buffer> {
  const file = await openIfThere(path);
  if (!file) return;
  try {
    yield* readToEnd(file, { at: offset }, formatter);
  } finally {
    await file.close();
  }
}

async function* readToEnd(
  file: FileHandle,
  place: { at: number },
  formatter: LogFormatter,
): AsyncGenerator<Buffer> {
  for (;;) {
    if (formatter.done) return;
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, place.at);
    if (bytesRead === 0) return;
    place.at += bytesRead;
    const output = formatter.push(buffer.subarray(0, bytesRead));
    if (output.length > 0) yield output;
  }
}

/** Reads on as the file grows, and in its successor when it is rotated, until the container's run is over. */
async function* followPieces(
  container: Container,
  start: LogPosition,
  formatter: LogFormatter,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const changes = new ChangeWatch(container, signal);
  let file = await openIfThere(start.path);
  const place = { at: start.offset };
  try {
    for (;;) {
      const isOver = changes.isOver();
      file ??= await openIfThere(start.path);
      if (file) yield* readToEnd(file, place, formatter);
      if (file && (await wasReplaced(file, start.path))) {
        // What was written between the last read and the renaming.
        yield* readToEnd(file, place, formatter);
        await file.close();
        file = undefined;
        place.at = 0;
        continue;
      }
      if (isOver || formatter.done || signal?.aborted) return;
      await changes.next();
    }
  } finally {
    changes.close();
    await file?.close();
  }
}

async function wasReplaced(file: FileHandle, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const successor = await openIfThere(path);
  if (!successor) return false;
  try {
    return (await successor.stat()).ino !== (await file.stat()).ino;
  } finally {
    await successor.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Tells when the log may have grown or the container's run is over. No change between two calls of `next` is missed. */
class ChangeWatch {
  readonly #container: Container;
  readonly #watcher: ReturnType<typeof watch>;
  readonly #abort = new AbortController();
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(container: Container, signal: AbortSignal | undefined) {
    this.#container = container;
    this.#watcher = watch(container.folder, (_event, name) => {
      if (name?.startsWith('container.log')) this.#notify();
    });
    this.#watcher.on('error', () => this.#notify());
    for (const event of ['exit', 'removed', 'changed'] as const) container.signals.on(event, this.#notify);
    signal?.addEventListener('abort', () => this.#notify(), { once: true, signal: this.#abort.signal });
  }

  /** Over when no further run is to be expected; Docker ends with the run, and loses what a restart says. */
  isOver(): boolean {
    const { state, removed } = this.#container;
    return removed || !(isRunning(state) || state.status === 'restarting' || state.status === 'created');
  }

  async next(): Promise<void> {
    if (!this.#changed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#changed = false;
    this.#wake = undefined;
  }

  close(): void {
    this.#abort.abort();
    this.#watcher.close();
    for (const event of ['exit', 'removed', 'changed'] as const)
      this.#container.signals.off(event, this.#notify);
  }

  readonly #notify = (): void => {
    this.#changed = true;
    this.#wake?.();
  };
}
