import type { LogEntry } from '../../dashboard-api/index.ts';
import { keepColors, LOG_TEXT_LIMIT, plainText } from '../../dashboard-api/index.ts';
import { Continuation, isSoon } from './continuation.ts';
import type { RawLine } from './line-cutter.ts';
import { compareAddresses } from './order.ts';

/** A line and what is asked of it. */
export interface Line {
  entry: LogEntry;
  /** All of it that is known, without colours. */
  plain: string;
}

/** A line with those that continue it. */
export type LogRecord = [head: Line, ...more: Line[]];

/** Makes records of one container's lines. */
export class Records {
  readonly #source: string;
  #continuations = { stdout: new Continuation(), stderr: new Continuation() };
  readonly #open: Record<'stdout' | 'stderr', LogRecord | undefined> = {
    stdout: undefined,
    stderr: undefined,
  };

  constructor(source: string) {
    this.#source = source;
  }

  /** A line as the page shows it. */
  line(raw: RawLine): Line {
    const colored = keepColors(raw.text);
    const plain = plainText(colored);
    const continues = this.#continuations[raw.stream].push(plain, raw.time);
    const cut = colored.length > LOG_TEXT_LIMIT || raw.bytes > Buffer.byteLength(raw.text);
    const entry: LogEntry = {
      source: this.#source,
      time: raw.time,
      nth: raw.nth,
      stream: raw.stream,
      text: cut ? colored.slice(0, LOG_TEXT_LIMIT) : colored,
    };
    if (cut) entry.length = raw.bytes;
    if (continues) entry.continues = true;
    return { entry, plain };
  }

  /** The record that this line ends by beginning another. */
  push(raw: RawLine): LogRecord | undefined {
    const line = this.line(raw);
    const open = this.#open[raw.stream];
    if (line.entry.continues === true && open !== undefined) {
      open.push(line);
      return undefined;
    }
    this.#open[raw.stream] = [line];
    return open;
  }

  /** The earliest that may go on. */
  get first(): LogRecord | undefined {
    const { stdout, stderr } = this.#open;
    if (stdout === undefined || stderr === undefined) return stdout ?? stderr;
    return compareAddresses(stdout[0].entry, stderr[0].entry) < 0 ? stdout : stderr;
  }

  /** Ends the earliest, when nothing that is written at `time` or later can continue it. */
  endOld(time: string): LogRecord | undefined {
    const { first } = this;
    if (first === undefined || isSoon((first.at(-1) ?? first[0]).entry.time, time)) return undefined;
    this.#open[first[0].entry.stream] = undefined;
    return first;
  }

  /** Lines were passed over: what is open has ended, and nothing that comes continues it. */
  skip(): LogRecord[] {
    this.#continuations = { stdout: new Continuation(), stderr: new Continuation() };
    return this.flush();
  }

  /** What is still open. */
  flush(): LogRecord[] {
    const { stdout, stderr } = this.#open;
    this.#open.stdout = undefined;
    this.#open.stderr = undefined;
    return [stdout, stderr].filter((record) => record !== undefined);
  }
}
