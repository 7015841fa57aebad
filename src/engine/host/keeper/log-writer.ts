import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { formatTimestamp } from '../../../shared/index.ts';
import type { LogTarget } from './protocol.ts';

/** A line longer than this is written in parts, so that no output is held back without end. */
const LINE_LIMIT = 16 * 1024;
const NEWLINE = 10;

export type OutputStream = 'stdout' | 'stderr';

/**
 * Writes a container's output, a line each as `<RFC 3339 with nanoseconds> <stdout|stderr> <F|P> <text>`, where P is a part of a line
 * (the CRI's log format: kubernetes design proposal "kubelet-cri-logging"). Writes are synchronous: what the container was told it
 * had written is in the file when this process dies a moment later.
 */
export class LogWriter {
  readonly #target: LogTarget;
  readonly #pending: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  #fd: number;
  #size: number;

  constructor(target: LogTarget) {
    this.#target = target;
    this.#fd = openSync(target.path, 'a', 0o640);
    this.#size = fstatSync(this.#fd).size;
  }

  write(stream: OutputStream, chunk: Buffer): void {
    const pending = this.#pending[stream];
    const end = chunk.lastIndexOf(NEWLINE);
    if (end >= 0) {
      const text = Buffer.concat([...pending, chunk.subarray(0, end)]).toString('latin1');
      const prefix = `${formatTimestamp(nowNanoseconds())} ${stream} F `;
      this.#append(`${prefix}${text.replaceAll('\n', `\n${prefix}`)}\n`);
      pending.length = 0;
    }
    // A copy: the chunk's memory belongs to a larger pool of reads.
    if (end + 1 < chunk.length) pending.push(Buffer.from(chunk.subarray(end + 1)));
    const length = pending.reduce((sum, part) => sum + part.length, 0);
    if (length >= LINE_LIMIT) this.#flush(stream);
  }

  /** Writes what has no line end yet, and lets go of the file. */
  close(): void {
    this.#flush('stdout');
    this.#flush('stderr');
    closeSync(this.#fd);
  }

  #flush(stream: OutputStream): void {
    const pending = this.#pending[stream];
    if (pending.length === 0) return;
    const text = Buffer.concat(pending).toString('latin1');
    pending.length = 0;
    this.#append(`${formatTimestamp(nowNanoseconds())} ${stream} P ${text}\n`);
  }

  /** Whole lines, as many into each file as fit. */
  #append(text: string): void {
    const room = (): number => (this.#target.maxSize || Number.POSITIVE_INFINITY) - this.#size;
    let rest = text;
    while (rest.length > room()) {
      const fits = rest.lastIndexOf('\n', room() - 1) + 1;
      // A line that no file is large enough for gets one of its own.
      const length = fits > 0 || this.#size > 0 ? fits : rest.indexOf('\n') + 1;
      this.#writeOut(rest.slice(0, length));
      rest = rest.slice(length);
      if (rest.length === 0) return;
      this.#rotate();
    }
    this.#writeOut(rest);
  }

  #writeOut(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
      this.#size += bytes.length;
    } catch (error) {
      // A full disk must not stop the container, nor this process: the lines are lost, later ones may fit again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  #rotate(): void {
    const { path, maxFiles } = this.#target;
    closeSync(this.#fd);
    for (let index = maxFiles - 1; index >= 1; index--) {
      const older = index === 1 ? path : `${path}.${index - 1}`;
      renameIfThere(older, `${path}.${index}`);
    }
    this.#fd = openSync(path, maxFiles > 1 ? 'a' : 'w', 0o640);
    this.#size = 0;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

let clockOffset = 0n;

/** The wall clock in nanoseconds: fine steps from the monotonic clock, put right when the two part by over 2 ms. */
function nowNanoseconds(): bigint {
  const wall = BigInt(Date.now()) * 1_000_000n;
  const fine = clockOffset + process.hrtime.bigint();
  const drift = fine - wall;
  if (drift >= -1_000_000n && drift < 2_000_000n) return fine;
  clockOffset = wall - process.hrtime.bigint();
  return wall;
}
