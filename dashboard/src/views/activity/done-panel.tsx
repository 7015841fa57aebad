import { Download } from 'lucide';
import type { JSX } from 'preact';
import type { Mood } from '../../../../src/dashboard-api/index.ts';
import { done, type Run, runs, scriptOf } from '../../changes/index.ts';
import { RunView } from '../../changes/run-view.tsx';
import { welcome } from '../../connection/index.ts';
import { Button, CommandLine, clockWords, MoodText, Panel, spanWords } from '../../parts/index.ts';
import { saveText } from './save-text.ts';

const MOODS: Record<Run['state'], Mood> = {
  running: 'busy',
  done: 'good',
  failed: 'failing',
  cancelled: 'stopped',
};

/** Actions of this tab, newest first; what is under way is at the top. */
export function DonePanel({ engine }: { engine: string }): JSX.Element {
  const entries = done.value.filter((entry) => entry.engine === engine);
  const running = runs.value.filter((run) => run.engine === engine && run.state === 'running');
  const save = () => saveText('tutti-session.sh', scriptOf(entries, welcome.value?.folder ?? '.'));
  return (
    <Panel
      title="Done on this page"
      bare
      actions={
        <Button size="small" icon={Download} disabled={entries.length === 0} onClick={save}>
          Save as a shell script
        </Button>
      }
    >
      {entries.length + running.length === 0 && (
        <p class="panel-body muted">
          Nothing yet. Each plan that is applied is listed here with its command.
        </p>
      )}
      <ul class="done-list">
        {running.map((run) => (
          <Entry
            key={run.begin}
            at={run.begin}
            state="running"
            title={run.plan.title}
            command={run.plan.command}
          />
        ))}
        {entries.toReversed().map((entry) => (
          <Entry key={entry.at} {...entry} />
        ))}
      </ul>
    </Panel>
  );
}

interface EntryProps {
  at: number;
  state: Run['state'];
  title: string;
  command: string;
  milliseconds?: number;
  failure?: string;
}

function Entry({ at, state, title, command, milliseconds, failure }: EntryProps): JSX.Element {
  const run = runs.value.find(({ begin }) => begin === at);
  return (
    <li>
      <details>
        <summary>
          <time class="numbers muted">{clockWords(at)}</time>
          <MoodText mood={MOODS[state]}>
            {title}
            {failure && <span class="muted"> {failure}</span>}
          </MoodText>
          <span class="numbers muted">{milliseconds !== undefined && spanWords(milliseconds)}</span>
        </summary>
        <div>
          <CommandLine command={command} />
          {run && <RunView run={run} />}
        </div>
      </details>
    </li>
  );
}
