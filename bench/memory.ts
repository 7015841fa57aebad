import { readFileSync } from 'node:fs';
import { type EngineHome, engineProcesses } from '../test/support/world.ts';

/** Megabytes that the engine and its keeper hold; PSS counts pages that both share once. */
export function engineMemory(home: EngineHome): { rss: number; pss: number; processes: number } {
  const sums = { rss: 0, pss: 0, processes: 0 };
  for (const pid of engineProcesses(home)) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    sums.rss += field(rollup, 'Rss');
    sums.pss += field(rollup, 'Pss');
    sums.processes += 1;
  }
  return sums;
}

const field = (rollup: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
