import type { BenchProject } from './project.ts';
import type { Side } from './sides.ts';

export interface Measure {
  name: string;
  args: string[];
  /** Run untimed before and after each timed run. */
  before?: string[];
  after?: string[];
}

export interface Row {
  name: string;
  ours: number[];
  peer: number[];
}

export interface Runs {
  timed: number;
  /** First. */
  untimed: number;
}

/** Runs A B A B …, so that a drift of the machine's speed meets both. Milliseconds. */
export async function measurePairs(
  measure: Measure,
  project: BenchProject,
  runs: Runs,
  ours: Side,
  peer: Side | undefined,
): Promise<Row> {
  const row: Row = { name: measure.name, ours: [], peer: [] };
  for (let round = 0; round < runs.untimed + runs.timed; round += 1) {
    const first = await once(measure, project, ours);
    const second = peer === undefined ? undefined : await once(measure, project, peer);
    if (round < runs.untimed) continue;
    row.ours.push(first);
    if (second !== undefined) row.peer.push(second);
  }
  return row;
}

async function once(measure: Measure, project: BenchProject, side: Side): Promise<number> {
  if (measure.before !== undefined) await side.run(project, measure.before);
  const milliseconds = await side.run(project, measure.args);
  if (measure.after !== undefined) await side.run(project, measure.after);
  return milliseconds;
}

export function printRow({ name, ours, peer }: Row, services: number | '-'): void {
  const ratio =
    peer.length === 0
      ? ''
      : median(ours.map((value, index) => value / (peer[index] ?? Number.NaN))).toFixed(2);
  process.stdout.write(
    `${name.padEnd(24)}${String(services).padStart(7)}   ${figure(ours)}   ${figure(peer)}   ${ratio.padStart(6)}\n`,
  );
}

function figure(values: number[]): string {
  if (values.length === 0) return ''.padEnd(20);
  const range = `(${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
  return `${median(values).toFixed(0).padStart(7)} ${range.padEnd(12)}`;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
