import type { Duplex } from 'node:stream';
import { type Frame, FrameDecoder } from '../../engine-api/index.ts';
import type { OutputChunk } from '../contract-sessions.ts';

/**
 * What a hijacked connection carries: raw bytes of a terminal, or frames of two streams. `timed`: engines cut long lines in parts, and some
 * write a time before each part (Docker every 16 KiB, Podman wherever its reading ended): those inside of a line are taken out.
 */
export async function* outputOf(
  stream: AsyncIterable<Uint8Array>,
  tty: boolean,
  timed = false,
): AsyncGenerator<OutputChunk, void, undefined> {
  const frames = new FrameDecoder({ whole: timed });
  const untimed = timed ? new InnerTimes() : undefined;
  for await (const data of stream) {
    if (tty) {
      yield { stream: 'stdout', data };
      continue;
    }
    const found = frames.push(data);
    yield* joined(untimed === undefined ? found : untimed.remove(found));
  }
}

class InnerTimes {
  readonly #inLine = { stdin: false, stdout: false, stderr: false, system: false };

  remove(frames: readonly Frame[]): Frame[] {
    return frames.map((frame) => {
      const { stream, payload } = frame;
      const isContinued = this.#inLine[stream];
      if (payload.length > 0) this.#inLine[stream] = payload.at(-1) !== NEWLINE;
      return isContinued ? { stream, payload: payload.subarray(timeLength(payload)) } : frame;
    });
  }
}

const NEWLINE = 10;
const longestTime = '2026-01-01T00:00:00.000000000+00:00 '.length;

/** Of the time and the space at the beginning; 0 where there is none. */
function timeLength(payload: Uint8Array): number {
  const beginning = Buffer.from(payload.subarray(0, longestTime)).toString('latin1');
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d) /.exec(beginning)?.[0].length ?? 0;
}

/** Engines make a frame of each line: those of one stream that came together are handed on together. */
function joined(frames: readonly Frame[]): OutputChunk[] {
  const runs: { stream: OutputChunk['stream']; parts: Uint8Array[] }[] = [];
  for (const { stream: from, payload } of frames) {
    if (from === 'system') throw new Error(new TextDecoder().decode(payload));
    const stream = from === 'stderr' ? 'stderr' : 'stdout';
    const last = runs.at(-1);
    if (last?.stream === stream) last.parts.push(payload);
    else runs.push({ stream, parts: [payload] });
  }
  return runs.map(({ stream, parts: [first, ...more] }) => ({
    stream,
    data:
      first !== undefined && more.length === 0
        ? first
        : Buffer.concat(first === undefined ? [] : [first, ...more]),
  }));
}

/** Writes with the receiver's pace. */
export async function writeTo(stream: Duplex, data: Uint8Array): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return;
  if (!stream.write(data)) {
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        stream.off('drain', settle);
        stream.off('close', settle);
        resolve();
      };
      stream.on('drain', settle);
      stream.on('close', settle);
    });
  }
}

/** Cuts chunks of several streams into lines; the rest of each stream is its last line. */
export class LineCutter {
  readonly #rests: Record<OutputChunk['stream'], string> = { stdout: '', stderr: '' };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  push({ stream, data }: OutputChunk): string[] {
    const lines = (this.#rests[stream] + this.#decoders[stream].decode(data, { stream: true })).split('\n');
    this.#rests[stream] = lines.pop() ?? '';
    return lines;
  }

  end(): { stream: OutputChunk['stream']; line: string }[] {
    return (['stdout', 'stderr'] as const).flatMap((stream) =>
      this.#rests[stream] === '' ? [] : [{ stream, line: this.#rests[stream] }],
    );
  }
}
