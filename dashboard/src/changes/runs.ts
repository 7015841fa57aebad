import { type Signal, signal } from '@preact/signals';
import type { Change, ChangePlan, EngineName } from '../../../src/dashboard-api/index.ts';
import { toast } from '../parts/index.ts';
import { pageAddress } from '../routing/index.ts';
import { followHealth } from './follow-health.ts';
import { remember } from './history.ts';
import { Run } from './run.ts';

/** Runs kept with all they told; older ones stay in the activity as a line. */
const KEPT = 30;

/** What was applied while the page is open, newest first. */
export const runs: Signal<Run[]> = signal<Run[]>([]);

const WORDS = { running: 'is under way', done: 'is done', failed: 'failed', cancelled: 'was cancelled' };

function tell(run: Run): void {
  remember(run);
  toast({
    mood: run.state === 'done' ? 'good' : run.state === 'failed' ? 'failing' : 'stopped',
    text: `${run.plan.title} ${WORDS[run.state]}`,
    ...(run.conclusion === undefined ? {} : { detail: run.conclusion }),
    link: { to: pageAddress(run.engine, 'activity'), text: 'Show in the activity' },
  });
}

/** Applies plans one after the other; the first that fails is the last. */
export async function applyAll(
  engine: EngineName,
  planned: { change: Change; plan: ChangePlan }[],
  begun: (run: Run) => void,
): Promise<void> {
  for (const { change, plan } of planned) {
    const run = new Run(engine, change, plan);
    runs.value = [run, ...runs.peek()].slice(0, KEPT);
    begun(run);
    await run.apply();
    tell(run);
    followHealth(run);
    runs.value = [...runs.peek()];
    if (run.state !== 'done') return;
  }
}
