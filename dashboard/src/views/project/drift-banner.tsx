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
        {state.summary.containers > 0 && (
          <span class="muted">Starting, stopping and removing what is there is still possible.</span>
        )}
      </div>
    );
  if (drift === undefined || state.summary.running === 0) return null;
  const words = headline(drift);
  if (words === undefined) return null;
  return (
    <div class={isDone(drift) ? 'banner calm' : 'banner busy'} role="status">
      <span>{words}</span>
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

/** All that `up` would do is to run once more what is done. */
function isDone({ steps, starts, stopped }: Drift): boolean {
  return steps === starts && stopped.length === 0;
}

function headline(drift: Drift): JSX.Element | undefined {
  const { steps, starts, stopped, ended } = drift;
  if (steps > starts)
    return <strong>{`The file differs from what runs: ${countWords(steps, 'step')}.`}</strong>;
  if (stopped.length > 0)
    return <strong>{`${namesOf(stopped)} ${stopped.length === 1 ? 'does' : 'do'} not run.`}</strong>;
  if (ended.length === 0) return undefined;
  return (
    <>{`${namesOf(ended)} ${ended.length === 1 ? 'has' : 'have'} ended, done (code 0); up would run ${ended.length === 1 ? 'it' : 'them'} again.`}</>
  );
}

/** The first few. */
function namesOf(names: readonly string[]): string {
  const [first = '', second, ...rest] = names;
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${rest.length} more`;
}
