import { parseTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';

interface LastLine {
  /** Nanoseconds since the epoch. */
  time: bigint;
  /** How many lines of this time were read: Podman gives many the same. */
  count: number;
}

/** How far a container's log was read, so that each line is shown once, however often the log is read anew. */
export class ReadingPlace {
  /** By stream: a line has the time of its first part, and may be whole when later ones of the other stream were read. */
  readonly #read = new Map<LogLine['stream'], LastLine>();
  /** As it was when the present reading began. */
  #known = new Map<LogLine['stream'], LastLine>();
  #halves: bigint[] = [];
  /** Nothing before it is wanted. */
  #from: bigint | undefined;
  #first: bigint | undefined;
  #last: bigint | undefined;

  /** `after`: all up to this time was read (nanoseconds since the epoch). */
  constructor(after?: bigint) {
    this.#last = after;
    this.#first = after === undefined ? undefined : after + 1n;
  }

  /** A reading that begins here has all that is unread, and maybe some of what was read. Undefined when nothing was read. */
  get since(): bigint | undefined {
    return [...this.#halves].reduce(
      (least, time) => (least === undefined || time < least ? time : least),
      this.#last,
    );
  }

  /** A new reading begins. */
  begin(): void {
    this.#known = new Map([...this.#read].map(([stream, last]) => [stream, { ...last }]));
    this.#from = this.#first;
  }

  /** Of the next lines of the present reading those that are new; they are read now. */
  unread(lines: readonly LogLine[]): LogLine[] {
    return lines.filter((line) => {
      const time = timeOf(line);
      if (time === undefined) return true;
      if (this.#isKnown(line.stream, time)) return false;
      this.#pass(line.stream, time);
      return true;
    });
  }

  /** Lines whose end was not written when the present reading ended. */
  keepHalves(lines: readonly LogLine[]): void {
    this.#halves = lines.flatMap((line) => timeOf(line) ?? []);
    for (const time of this.#halves) this.#widen(time);
  }

  #isKnown(stream: LogLine['stream'], time: bigint): boolean {
    if (this.#from !== undefined && time < this.#from) return true;
    const known = this.#known.get(stream);
    if (known === undefined || time > known.time) return false;
    if (time < known.time) return true;
    known.count -= 1;
    return known.count >= 0;
  }

  #pass(stream: LogLine['stream'], time: bigint): void {
    const before = this.#read.get(stream);
    this.#read.set(stream, { time, count: before?.time === time ? before.count + 1 : 1 });
    this.#widen(time);
    if (this.#last === undefined || time > this.#last) this.#last = time;
  }

  #widen(time: bigint): void {
    if (this.#first === undefined || time < this.#first) this.#first = time;
  }
}

export function timeOf({ timestamp }: LogLine): bigint | undefined {
  return timestamp === undefined ? undefined : parseTimestamp(timestamp);
}
