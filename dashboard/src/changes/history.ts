import { type Signal, signal } from '@preact/signals';
import type { Run } from './run.ts';

/** One thing that was done on this page; kept over a reload of the tab, gone with it. */
export interface Done {
  /** Unix milliseconds. */
  at: number;
  engine: string;
  title: string;
  command: string;
  state: Run['state'];
  milliseconds: number;
  failure?: string;
}

const STORED = 'tutti.done';
const KEPT = 200;

function stored(): Done[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? '[]') as Done[];
  } catch {
    return [];
  }
}

/** Oldest first. */
export const done: Signal<Done[]> = signal(stored());

export function remember({ begin, end = begin, engine, plan, state, conclusion }: Run): void {
  const entry: Done = {
    at: begin,
    engine,
    title: plan.title,
    command: plan.command,
    state,
    milliseconds: end - begin,
    ...(conclusion === undefined ? {} : { failure: conclusion }),
  };
  done.value = [...done.peek(), entry].slice(-KEPT);
  sessionStorage.setItem(STORED, JSON.stringify(done.peek()));
}

/** What was done, as a script that does it again, wherever it lies: only what came to its end; commands are meant for `folder`. */
export function scriptOf(entries: Done[], folder: string): string {
  const lines = entries
    .filter(({ state }) => state === 'done')
    .flatMap(({ at, title, command }) => [
      '',
      `# ${new Date(at).toISOString()}: ${title.replaceAll(/\s+/g, ' ')}`,
      command,
    ]);
  return ['#!/bin/sh', 'set -e', `cd '${folder.replaceAll("'", `'\\''`)}'`, ...lines, ''].join('\n');
}
