import type { JSX } from 'preact';
import type { Drift, ProjectState } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Button, countWords } from '../../parts/index.ts';

/** What runs is not what the files say; or the files cannot be read, and what that means. */
export function DriftBanner({ engine, state }: { engine: string; state: ProjectState }): JSX.Element | null {
  const project = state.summary.name;
  const drift = useTopic('drift', engine, { project }).value.data;
  const problem = state.source.problem ?? drift?.problem;
  if (problem !== undefined)
    return (
      <div class="banner" role="status">
        <strong>The files cannot be read.</strong>
        <span>{problem}</span>
        <span class="muted">Starting, stopping and removing what is there is still possible.</span>
      </div>
    );
  if (drift === undefined || drift.steps === 0 || state.summary.running === 0) return null;
  return (
    <div class="banner busy" role="status">
      <strong>{headline(drift)}</strong>
      <Button
        size="small"
        disabled={!canChange.value}
        onClick={() => propose(engine, { kind: 'up', project })}
      >
        View plan
      </Button>
    </div>
  );
}

function headline({ steps, starts }: Drift): string {
  if (steps > starts) return `The file differs from what runs: ${countWords(steps, 'step')}.`;
  return `${countWords(starts, 'container')} of the file ${starts === 1 ? 'does' : 'do'} not run.`;
}
