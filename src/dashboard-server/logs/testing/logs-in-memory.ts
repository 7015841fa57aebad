import { Buffer } from 'node:buffer';
import type { LogSource } from '../../../dashboard-api/index.ts';
import { encodeFrame } from '../../../engine-api/index.ts';
import type { EngineClient, EngineRequest } from '../../../engine-client/index.ts';
import { formatTimestamp } from '../../../shared/index.ts';
import type { RawLine } from '../line-cutter.ts';
import { LineReader } from '../line-reader.ts';
import type { Matcher } from '../matcher.ts';
import type { Reading } from '../reading.ts';

/** Logs that are read as those of an engine: the whole, or so many lines from the end, forward, in frames that are cut anywhere. */
export class LogsInMemory {
  /** Lines that were sent so far. */
  read = 0;
  readonly #logs: Record<string, RawLine[]>;
  readonly #chunk: number;

  /** `chunk`: bytes that are sent at once. */
  constructor(logs: Record<string, RawLine[]>, chunk = 4_000) {
    this.#logs = logs;
    this.#chunk = chunk;
  }

  reading(query?: Matcher, sieve: RegExp | undefined = query?.sieve): Reading {
    const sources = Object.keys(this.#logs).map((id) => ({
      container: id,
      source: {
        id,
        name: id,
        project: 'p',
        service: id,
        label: id,
        color: 0,
        running: true,
      } satisfies LogSource,
    }));
    const client = {
      open: (request: EngineRequest) => Promise.resolve({ body: this.#send(request) }),
      json: () => Promise.resolve({ Config: { Tty: false } }),
    };
    return {
      reader: new LineReader(client as unknown as EngineClient),
      sources,
      matcher: query,
      sieve,
      signal: new AbortController().signal,
      onProblem: (_source, error) => {
        throw error;
      },
    };
  }

  async *#send({ path, query = {} }: EngineRequest): AsyncGenerator<Uint8Array> {
    const lines = this.#logs[path.split('/')[2] ?? ''] ?? [];
    const since = timeOf(query.since);
    const kept = (query.tail === 'all' ? lines : lines.slice(-Number(query.tail))).filter(
      ({ time }) => time >= since,
    );
    let waiting = '';
    for (const { time, stream, text } of kept) {
      this.read++;
      waiting += frameOf(stream, `${time} ${text}\n`);
      for (; waiting.length > this.#chunk; waiting = waiting.slice(this.#chunk))
        yield await Promise.resolve(Buffer.from(waiting.slice(0, this.#chunk), 'latin1'));
    }
    yield Buffer.from(waiting, 'latin1');
  }
}

/** With a character for each byte. */
function frameOf(stream: 'stdout' | 'stderr', text: string): string {
  return Buffer.from(encodeFrame(stream, Buffer.from(text))).toString('latin1');
}

function timeOf(seconds: unknown): string {
  if (typeof seconds !== 'string') return '';
  const [whole = '0', part = '0'] = seconds.split('.');
  return formatTimestamp(BigInt(whole) * 1_000_000_000n + BigInt(part));
}
