import type { Topics } from '../../../../src/dashboard-api/index.ts';

type BuildEvent = Topics['build-output']['snapshot'][number];

export interface FoldedStep {
  step: string;
  name: string;
  begin: number;
  end?: number;
  cached: boolean;
  error?: string;
  output: string;
}

export interface FoldedBuild {
  /** In the order in which they began. */
  steps: FoldedStep[];
  warnings: string[];
}

/** What a build told, by its steps. */
export function foldBuild(events: readonly BuildEvent[]): FoldedBuild {
  const steps = new Map<string, FoldedStep>();
  const texts = new Map<string, string[]>();
  const warnings: string[] = [];
  const change = (key: string, changes: Partial<FoldedStep>): void => {
    const step = steps.get(key);
    if (step !== undefined) Object.assign(step, changes);
  };
  for (const event of events) {
    if (event.kind === 'build-step-started') {
      const { step, name, at } = event;
      steps.set(step, { step, name, begin: at, cached: false, output: '' });
    } else if (event.kind === 'build-step-output') {
      const known = texts.get(event.step);
      if (known === undefined) texts.set(event.step, [event.text]);
      else known.push(event.text);
    } else if (event.kind === 'build-step-done') change(event.step, { end: event.at, cached: event.cached });
    else if (event.kind === 'build-step-failed') change(event.step, { end: event.at, error: event.error });
    else if (event.kind === 'build-warning') warnings.push(event.message);
  }
  for (const [step, parts] of texts) change(step, { output: parts.join('') });
  const sorted = [...steps.values()].toSorted((a, b) => a.begin - b.begin);
  return { steps: underOneName(sorted), warnings };
}

/** BuildKit tells of a step that several builds share under all their names: `[2/3] RUN make` beside this build's `[2/4] RUN make`. */
function underOneName(steps: readonly FoldedStep[]): FoldedStep[] {
  const parts = steps.map(({ name }) => /^\[\d+\/(\d+)\] (.*)$/su.exec(name)?.slice(1));
  const counts = new Map<string | undefined, number>();
  for (const part of parts) if (part) counts.set(part[0], (counts.get(part[0]) ?? 0) + 1);
  const [own] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const ofOwn = new Set(parts.flatMap((part) => (part?.[0] === own ? part?.[1] : [])));
  return steps.filter(
    (_step, at) => parts[at] === undefined || parts[at][0] === own || !ofOwn.has(parts[at][1]),
  );
}
