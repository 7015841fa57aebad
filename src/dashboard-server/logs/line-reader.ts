import type { ContainerInspect } from '../../engine-api/index.ts';
import { FrameDecoder } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import { LineCutter, type RawLine } from './line-cutter.ts';

export interface LineRequest {
  /** Lines from the end; all when absent. */
  tail?: number;
  /** Bounds that the engine may miss by a little: callers look at each line's time. */
  since?: string;
  until?: string;
  follow?: boolean;
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
    const cutter = new LineCutter(request.limit, terminal);
    yield* terminal ? rawLines(body, cutter) : framedLines(body, cutter);
    const rest: RawLine[] = [];
    cutter.end(rest);
    if (rest.length > 0) yield rest;
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

async function* rawLines(body: AsyncIterable<Uint8Array>, cutter: LineCutter): AsyncGenerator<RawLine[]> {
  for await (const chunk of body) {
    const lines: RawLine[] = [];
    cutter.push('stdout', chunk, lines);
    if (lines.length > 0) yield lines;
  }
}

async function* framedLines(body: AsyncIterable<Uint8Array>, cutter: LineCutter): AsyncGenerator<RawLine[]> {
  const frames = new FrameDecoder();
  for await (const chunk of body) {
    const lines: RawLine[] = [];
    for (const { stream, payload } of frames.push(chunk)) {
      if (stream === 'system') throw new Error(new TextDecoder().decode(payload));
      cutter.push(stream === 'stderr' ? 'stderr' : 'stdout', payload, lines);
    }
    if (lines.length > 0) yield lines;
  }
}

/** Unix seconds with nine digits, as every engine reads them; moved by some nanoseconds, for some engines read them as floating-point numbers. */
function secondsOf(time: string | undefined, by: bigint): string | undefined {
  const nanoseconds = time === undefined ? undefined : parseTimestamp(time);
  if (nanoseconds === undefined) return undefined;
  const moved = nanoseconds + by < 0n ? 0n : nanoseconds + by;
  return `${moved / 1_000_000_000n}.${String(moved % 1_000_000_000n).padStart(9, '0')}`;
}
