import type { ServerFrame, Topic } from '../../dashboard-api/index.ts';
import type { Feed, Merged, TopicHandler } from '../registry.ts';

/** Milliseconds between two frames of one subscription, at least. */
const shortest = 100;

/** Deltas that may be under way before the page has taken them in. */
const underWay = 4;

interface Pending<T extends Topic> {
  snapshot?: { data: T['snapshot'] };
  delta?: { data: T['delta'] };
  dropped: number;
}

/**
 * The way of one subscription's state to the page: numbers what it sends, gathers deltas to at most ten a second or what the topic says, and holds them back
 * while the page has not taken in those before.
 */
export class Outlet<T extends Topic> implements Feed<T>, Disposable {
  readonly #id: number;
  readonly #send: (frame: ServerFrame) => void;
  readonly #merge: (pending: T['delta'], next: T['delta']) => Merged<T['delta']>;
  #pending: Pending<T> = { dropped: 0 };
  #seq = 0;
  #taken = 0;
  readonly #pace: number;
  #lastSent = Number.NEGATIVE_INFINITY;
  #lastDelta = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    id: number,
    send: (frame: ServerFrame) => void,
    { merge, pace = shortest }: Pick<TopicHandler<T>, 'merge' | 'pace'>,
  ) {
    this.#id = id;
    this.#send = send;
    this.#merge = merge;
    this.#pace = pace;
  }

  snapshot(data: T['snapshot']): void {
    this.#pending = { snapshot: { data }, dropped: 0 };
    // It does not wait as long as a delta may.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule();
  }

  delta(data: T['delta']): void {
    const before = this.#pending.delta;
    const { delta, dropped = 0 } = before === undefined ? { delta: data } : this.#merge(before.data, data);
    this.#pending.delta = { data: delta };
    this.#pending.dropped += dropped;
    this.#schedule();
  }

  /** The page has taken in all up to this number. */
  taken(seq: number): void {
    this.#taken = Math.max(this.#taken, Math.min(seq, this.#seq));
    this.#schedule();
  }

  /** Sends what waits, though the page may be slow: for the last words of a subscription. */
  flush(): void {
    if (this.#closed) return;
    this.#sendSnapshot();
    this.#sendDelta();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#closed || this.#timer !== undefined) return;
    if (this.#pending.snapshot === undefined && this.#pending.delta === undefined) return;
    if (this.#seq - this.#taken >= underWay) return;
    const isDelta = this.#pending.snapshot === undefined;
    const due = Math.max(this.#lastSent + shortest, isDelta ? this.#lastDelta + this.#pace : 0);
    const wait = Math.max(0, due - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#next();
    }, wait);
  }

  #next(): void {
    if (this.#pending.snapshot === undefined) this.#sendDelta();
    else this.#sendSnapshot();
    this.#schedule();
  }

  #sendSnapshot(): void {
    const { snapshot } = this.#pending;
    if (snapshot === undefined) return;
    delete this.#pending.snapshot;
    this.#lastSent = performance.now();
    this.#send({ kind: 'snapshot', id: this.#id, seq: ++this.#seq, data: snapshot.data });
  }

  #sendDelta(): void {
    const { delta, dropped } = this.#pending;
    if (delta === undefined) return;
    this.#pending = { dropped: 0 };
    this.#lastSent = performance.now();
    this.#lastDelta = this.#lastSent;
    const frame = { kind: 'delta', id: this.#id, seq: ++this.#seq, data: delta.data } as const;
    this.#send(dropped === 0 ? frame : { ...frame, dropped });
  }
}
