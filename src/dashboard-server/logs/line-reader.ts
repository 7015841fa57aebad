import { Buffer } from 'node:buffer';
import type { ContainerInspect } from '../../engine-api/index.ts';
import { FrameDecoder } from '../../engine-api/index.ts';
import { type EngineClient, LogBell } from '../../engine-client/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import { LineCutter, type RawLine } from './line-cutter.ts';
import { type LineBatch, type Piece, Sifter } from './sifter.ts';

export interface LineRequest {
  /** Lines from the end; all when absent. */
  tail?: number;
  /** Bounds that the engine may miss by a little: callers look at each line's time. */
  since?: string;
  until?: string;
  follow?: boolean;
  /** Is given the lines that have no end yet, instead of the caller. */
  halves?: (lines: RawLine[]) => void;
  /** Bytes of a line that are kept. */
  limit: number;
  signal: AbortSignal;
}

/** Reads the logs of an engine's containers. */
export class LineReader {
  readonly #client: EngineClient;
  /** Whether a container has a terminal, which never changes. */
  readonly #terminals = new Map<string, boolean>();

  constructor(client: EngineClient) {
    this.#client = client;
  }

  /** Lines as they come, as many at once as came together. To stop reading is to stop the engine sending. */
  async *read(container: string, request: LineRequest): AsyncGenerator<RawLine[], void, undefined> {
    const terminal = await this.#hasTerminal(container, request.signal);
    const cutter = new LineCutter(request.limit, terminal);
    for await (const pieces of this.#pieces(container, request, terminal)) {
      const lines: RawLine[] = [];
      for (const { stream, bytes } of pieces) cutter.push(stream, bytes, lines);
      if (lines.length > 0) yield lines;
    }
    const rest: RawLine[] = [];
    cutter.end(rest);
    if (request.halves !== undefined) request.halves(rest);
    else if (rest.length > 0) yield rest;
  }

  /** Where the engine sends followers less than is in the log: tells them when to read. */
  async bell(container: string, signal: AbortSignal): Promise<LogBell | undefined> {
    return (await this.#client.isPodman()) ? LogBell.open(this.#client, container, { signal }) : undefined;
  }

  /** The same without most of the lines in which the sieve finds nothing; all without a sieve. */
  async *sift(
    container: string,
    request: LineRequest,
    sieve: RegExp | undefined,
  ): AsyncGenerator<LineBatch, void, undefined> {
    if (sieve === undefined) {
      for await (const lines of this.read(container, request))
        yield { lines, count: lines.length, first: lines[0]?.time ?? '', gap: false };
      return;
    }
    const terminal = await this.#hasTerminal(container, request.signal);
    const sifter = new Sifter(new LineCutter(request.limit, terminal), sieve);
    for await (const pieces of this.#pieces(container, request, terminal)) {
      const batch = sifter.push(pieces);
      if (batch !== undefined) yield batch;
    }
    const batch = sifter.end();
    if (batch.lines.length > 0) yield batch;
  }

  async *#pieces(
    container: string,
    request: LineRequest,
    terminal: boolean,
  ): AsyncGenerator<Piece[], void, undefined> {
    const { body } = await this.#client.open({
      method: 'GET',
      path: `/containers/${encodeURIComponent(container)}/logs`,
      query: {
        stdout: true,
        stderr: true,
        timestamps: true,
        follow: request.follow ?? false,
        tail: request.tail ?? 'all',
        since: secondsOf(request.since, -1_000_000n),
        until: secondsOf(request.until, 1_000_000n),
      },
      signal: request.signal,
    });
    yield* terminal ? rawPieces(body) : framedPieces(body);
  }

  async #hasTerminal(container: string, signal: AbortSignal): Promise<boolean> {
    const known = this.#terminals.get(container);
    if (known !== undefined) return known;
    const path = `/containers/${encodeURIComponent(container)}/json`;
    const { Config } = await this.#client.json<ContainerInspect>({ method: 'GET', path, signal });
    const terminal = Config.Tty ?? false;
    this.#terminals.set(container, terminal);
    return terminal;
  }
}

async function* rawPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Piece[]> {
  for await (const chunk of body) yield [{ stream: 'stdout', bytes: bufferOf(chunk) }];
}

async function* framedPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Piece[]> {
  // A time is looked for where one begins.
  const frames = new FrameDecoder({ whole: true });
  for await (const chunk of body) {
    yield frames.push(chunk).map(({ stream, payload }) => {
      if (stream === 'system') throw new Error(new TextDecoder().decode(payload));
      return { stream: stream === 'stderr' ? 'stderr' : 'stdout', bytes: bufferOf(payload) };
    });
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Unix seconds with nine digits, as every engine reads them; moved by some nanoseconds, for some engines read them as floating-point numbers. */
function secondsOf(time: string | undefined, by: bigint): string | undefined {
  const nanoseconds = time === undefined ? undefined : parseTimestamp(time);
  if (nanoseconds === undefined) return undefined;
  const moved = nanoseconds + by < 0n ? 0n : nanoseconds + by;
  return `${moved / 1_000_000_000n}.${String(moved % 1_000_000_000n).padStart(9, '0')}`;
}
