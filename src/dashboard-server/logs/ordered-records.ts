import type { RawLine } from './line-cutter.ts';
import { compareAddresses } from './order.ts';
import { type LogRecord, Records } from './records.ts';

/** Records that wait for an earlier one at most: what is written in one stream for so long is no trace of the other's. */
const MOST = 5_000;

/** Records of one container in the order of their first lines: one that may go on holds back those of the other stream after it. */
export class OrderedRecords {
  readonly #records: Records;
  #waiting: LogRecord[] = [];

  constructor(source: string) {
    this.#records = new Records(source);
  }

  /** Those whose turn has come. */
  push(raw: RawLine): LogRecord[] {
    this.#wait(this.#records.endOld(raw.time));
    this.#wait(this.#records.push(raw));
    if (this.#waiting.length > MOST) return this.flush();
    return this.#inTurn();
  }

  /** Lines were passed over. */
  skip(): LogRecord[] {
    for (const record of this.#records.skip()) this.#wait(record);
    return this.#inTurn();
  }

  flush(): LogRecord[] {
    for (const record of this.#records.flush()) this.#wait(record);
    return this.#inTurn();
  }

  #wait(record: LogRecord | undefined): void {
    if (record === undefined) return;
    const at = this.#waiting.findLastIndex((each) => isBefore(each, record)) + 1;
    this.#waiting.splice(at, 0, record);
  }

  #inTurn(): LogRecord[] {
    const { first } = this.#records;
    const all = this.#waiting;
    const end = first === undefined ? all.length : all.findIndex((each) => isBefore(first, each));
    if (end === 0) return [];
    const ready = end < 0 ? all : all.slice(0, end);
    this.#waiting = end < 0 ? [] : all.slice(end);
    return ready;
  }
}

function isBefore([{ entry: a }]: LogRecord, [{ entry: b }]: LogRecord): boolean {
  return compareAddresses(a, b) < 0;
}
