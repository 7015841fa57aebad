import type { JSX } from 'preact';
import type { Mood } from '../../../src/dashboard-api/index.ts';
import type { ProgressEvent } from '../../../src/orchestrator/contract-data.ts';
import { Badge, bytesWords, MoodText, spanWords } from '../parts/index.ts';
import type { BuildStep, Run } from './run.ts';
import { WaterfallView } from './waterfall.tsx';
import './run-view.css';

const MOODS: Record<ProgressEvent['state'], Mood> = {
  working: 'busy',
  done: 'good',
  warning: 'warning',
  error: 'failing',
};

const ENDED: Record<Exclude<Run['state'], 'running'>, { mood: Mood; words: string }> = {
  done: { mood: 'good', words: 'Done' },
  failed: { mood: 'failing', words: 'Failed' },
  cancelled: { mood: 'stopped', words: 'Cancelled; what was done so far stays' },
};

/** Engines draw progress with letters too: `[===>   ]  1.2MB/4MB`. */
function withoutBar(words: string): string {
  return words.replace(/\[[=> ]*\]\s*\S*/, '').trim();
}

function Resource({ event }: { event: ProgressEvent }): JSX.Element {
  const { id, state, text, statusText, current, total, parent } = event;
  return (
    <li class={parent === undefined ? '' : 'layer'}>
      <MoodText mood={MOODS[state]}>
        {id} <span class="muted">{[text, withoutBar(statusText)].filter(Boolean).join(' ')}</span>
      </MoodText>
      {total !== undefined && total > 0 && state === 'working' && (
        <progress max={total} value={current ?? 0} aria-label={`${id}: ${text}`} />
      )}
      {current !== undefined && <span class="numbers muted small end">{bytesWords(current)}</span>}
    </li>
  );
}

function BuildStepView({ step }: { step: BuildStep }): JSX.Element {
  const { service, name, begin, end, cached, failed, lines } = step;
  const mood = failed ? 'failing' : end === undefined ? 'busy' : 'good';
  return (
    <details open={failed || (end === undefined && lines.length > 0)}>
      <summary>
        <MoodText mood={mood}>
          <span class="muted">{service}</span> {name}
        </MoodText>
        <span class="end">
          {cached ? (
            <Badge>from cache</Badge>
          ) : (
            end !== undefined && <span class="numbers muted">{spanWords(end - begin)}</span>
          )}
        </span>
      </summary>
      {lines.length > 0 && <pre>{lines.join('\n')}</pre>}
    </details>
  );
}

/** How a plan goes that is being applied, or how it went. */
export function RunView({ run }: { run: Run }): JSX.Element {
  const ended = run.version.value >= 0 && run.state !== 'running' ? ENDED[run.state] : undefined;
  const took = run.end === undefined ? '' : ` in ${spanWords(run.end - run.begin)}`;
  return (
    <div class="run">
      <div role="status">
        <MoodText mood={ended?.mood ?? 'busy'}>
          {ended === undefined ? 'Under way' : `${ended.words}${took}`}
        </MoodText>
      </div>
      {run.failure && (
        <div class="banner failing" role="alert">
          <span class={run.failure.message.includes('\n') ? 'message excerpt' : 'message'}>
            {run.failure.message}
          </span>
          {run.failure.hint && <span class="muted">{run.failure.hint}</span>}
        </div>
      )}
      {run.messages
        .filter(({ text }) => text !== run.failure?.message)
        .map(({ level, text }) => (
          <p key={text} class={level === 'info' ? 'muted' : ''}>
            {text}
          </p>
        ))}
      <WaterfallView run={run} />
      {run.buildSteps.size > 0 && (
        <section class="run-build">
          {[...run.buildSteps].map(([id, step]) => (
            <BuildStepView key={id} step={step} />
          ))}
        </section>
      )}
      {run.resources.size > 0 && (
        <ul class="run-resources">
          {[...run.resources].map(([id, event]) => (
            <Resource key={id} event={event} />
          ))}
        </ul>
      )}
    </div>
  );
}
