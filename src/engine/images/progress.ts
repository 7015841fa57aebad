/** Progress messages in the form that Docker's clients draw (moby's package "streamformatter"). */
import type { JsonMessage } from '../../engine-api/index.ts';

export type Emit = (message: JsonMessage) => void;

/** Milliseconds between two counts of one thing. */
const interval = 100;
const barWidth = 50;
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Four significant digits, decimal units: `20.97MB` (go-units, HumanSize). */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${units[unit]}`;
}

/** `[====>    ]  1.049MB/20.97MB`, as old clients print it. */
export function progressText(current: number, total: number): string {
  const shown = humanSize(current).padStart(8);
  if (total <= 0) return shown;
  const filled = Math.min(Math.floor((current / total) * 100) / 2, barWidth) | 0;
  const bar = `[${'='.repeat(filled)}>${' '.repeat(barWidth - filled)}]`;
  return current > total ? `${bar} ${shown}` : `${bar} ${shown}/${humanSize(total)}`;
}

/** What is told of one layer, under its short id. */
export class LayerProgress {
  readonly #emit: Emit;
  readonly #id: string;
  #lastCount = 0;

  constructor(emit: Emit, id: string) {
    this.#emit = emit;
    this.#id = id;
  }

  say(status: string): void {
    this.#emit({ status, progressDetail: {}, id: this.#id });
  }

  /** At most ten a second, but always the last. */
  count(status: string, current: number, total: number): void {
    const now = performance.now();
    if (now - this.#lastCount < interval && current < total) return;
    this.#lastCount = now;
    this.#emit({
      status,
      progressDetail: { current, total },
      progress: progressText(current, total),
      id: this.#id,
    });
  }
}
