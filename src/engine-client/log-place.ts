export type LogStream = 'stdout' | 'stderr';

/** Of a line without one nothing is known: it counts as new. Fixed texts compare as the times that they tell. */
type Time = bigint | string;

/** A time, and how many lines of it: Podman gives many the same. */
export interface LogPoint<T extends Time> {
  time: T;
  count: number;
}

type ByStream<T extends Time> = Record<LogStream, LogPoint<T> | undefined>;

/** How far a container's log was read, so that each line is shown once, however often the log is read anew. */
export class LogPlace<Line extends { stream: LogStream }, T extends Time> {
  readonly timeOf: (line: Line) => T | undefined;
  /** By stream: a line has the time of its first part, and may be whole when later ones of the other stream were read. */
  readonly #read: ByStream<T> = nowhere();
  /** As it was when the present reading began. */
  #known: ByStream<T> = nowhere();
  /** The last lines of each stream in the present reading, read before or not. */
  #seen: ByStream<T> = nowhere();
  /** Of either stream. */
  readonly #after: LogPoint<T> | undefined;
  #passed = 0;
  #halves: T[] = [];
  #last: T | undefined;

  /** `after`: all before this time was read, and so many lines of it. */
  constructor(timeOf: (line: Line) => T | undefined, after?: LogPoint<T>) {
    this.timeOf = timeOf;
    this.#after = after;
    this.#last = after?.time;
    if (after !== undefined) this.#beginAt(after.time);
  }

  /** A reading that begins before has all that is unread, and maybe some of what was read. Undefined when nothing was read. */
  get since(): T | undefined {
    let least = this.#last;
    for (const time of this.#halves) if (least === undefined || time < least) least = time;
    return least;
  }

  /** A new reading begins. */
  begin(): void {
    const { stdout, stderr } = this.#read;
    this.#known = { stdout: stdout && { ...stdout }, stderr: stderr && { ...stderr } };
    this.#seen = nowhere();
    this.#passed = 0;
  }

  /** Of the next lines of the present reading those that are new; they are read now. */
  unread(lines: readonly Line[]): Line[] {
    return lines.filter((line) => {
      const time = this.timeOf(line);
      if (time === undefined) return true;
      count(this.#seen, line.stream, time);
      if (this.#isKnown(line.stream, time)) return false;
      this.#pass(line.stream, time);
      return true;
    });
  }

  /** Lines whose end was not written when the present reading ended: they are read when it is. */
  keepHalves(lines: readonly Line[]): void {
    this.#halves = lines.flatMap((line) => {
      const time = this.timeOf(line);
      if (time === undefined) return [];
      const seen = this.#seen[line.stream];
      this.#read[line.stream] = { time, count: seen?.time === time ? seen.count : 0 };
      return [time];
    });
  }

  #isKnown(stream: LogStream, time: T): boolean {
    if (time === this.#after?.time && this.#passed < this.#after.count) {
      this.#passed += 1;
      return true;
    }
    const known = this.#known[stream];
    if (known === undefined || time > known.time) return this.#forget(stream);
    if (time < known.time) return true;
    known.count -= 1;
    return known.count >= 0 || this.#forget(stream);
  }

  /** After the first new line of a stream all are new, also when the clock goes back. */
  #forget(stream: LogStream): false {
    this.#known[stream] = undefined;
    return false;
  }

  #pass(stream: LogStream, time: T): void {
    if (this.#last === undefined) this.#beginAt(time);
    count(this.#read, stream, time);
    if (this.#last === undefined || time > this.#last) this.#last = time;
  }

  /** What is older is not wanted, also of a stream that said nothing since. */
  #beginAt(time: T): void {
    this.#read.stdout ??= { time, count: 0 };
    this.#read.stderr ??= { time, count: 0 };
  }
}

function nowhere<T extends Time>(): ByStream<T> {
  return { stdout: undefined, stderr: undefined };
}

function count<T extends Time>(points: ByStream<T>, stream: LogStream, time: T): void {
  const point = points[stream];
  if (point === undefined) {
    points[stream] = { time, count: 1 };
    return;
  }
  point.count = point.time === time ? point.count + 1 : 1;
  point.time = time;
}
