import { createInterface } from 'node:readline';
import { EngineError } from '../../shared/index.ts';
import type { Call } from './call.ts';
import { describeFailure } from './errors.ts';

/** A client that lets this much pile up is not reading any more; it is cut off before it costs the engine its memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** An answer of newline-delimited JSON. Its head goes out with the first line, so that an early failure still has a status. */
export class JsonLines {
  readonly #call: Call;
  #open = false;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Sends the head now, for clients that wait for it. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#call.response.writeHead(200, { 'Content-Type': 'application/json' });
    this.#call.response.flushHeaders();
  }

  write(value: unknown): void {
    this.writeText(JSON.stringify(value));
  }

  /** @param json one object, without line breaks */
  writeText(json: string): void {
    const { response } = this.#call;
    if (response.destroyed) return;
    this.open();
    response.write(`${json}\n`);
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
  }

  end(): void {
    this.open();
    this.#call.response.end();
  }

  get begun(): boolean {
    return this.#open;
  }
}

/** The stream of pull, push, load and build: what fails after the first line is its last line, as Docker sends it. */
export async function serveProgress(
  call: Call,
  work: (write: (line: unknown) => void) => Promise<void>,
): Promise<void> {
  const lines = new JsonLines(call);
  try {
    await work((line) => lines.write(line));
  } catch (error) {
    if (!lines.begun) throw error;
    const { message } = describeFailure(error);
    lines.write({ errorDetail: { message }, error: message });
  }
  lines.end();
}

/** The lines of a request's body as values, as they come. */
export async function* readJsonLines(call: Call): AsyncGenerator {
  for await (const line of createInterface({ input: call.request, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line);
    } catch (error) {
      throw new EngineError('invalid', `invalid JSON in a line of the body: ${line.slice(0, 100)}`, {
        cause: error,
      });
    }
  }
}
