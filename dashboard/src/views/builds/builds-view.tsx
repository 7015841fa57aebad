import { Hammer } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { BuildRow, BuildStep, Topics } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Badge, Empty, MoodText, now, Panel, Since, spanWords, TopicView } from '../../parts/index.ts';
import { useQuery, withQuery } from '../../routing/index.ts';
import { visible } from '../logs/ansi.ts';
import '../storage/storage.css';
import './builds.css';

/** Builds of this session: how long each step took, what came out of the cache, what it said. */
export function BuildsView({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('builds', engine, {});
  const [chosen] = useQuery('build');
  return (
    <>
      <div class="page-head">
        <h1>Builds</h1>
      </div>
      <TopicView of={topic}>
        {(builds) =>
          builds.length === 0 ? (
            <Empty icon={Hammer} title="Nothing was built yet">
              <p>“Rebuild” of a project shows its steps here.</p>
            </Empty>
          ) : (
            <div class="stack">
              {builds
                .toSorted((a, b) => b.begin - a.begin)
                .map((build) => (
                  <Build key={build.id} engine={engine} build={build} open={build.id === chosen} />
                ))}
            </div>
          )
        }
      </TopicView>
    </>
  );
}

const moods = { running: 'busy', done: 'good', failed: 'failing' } as const;

function Build({ engine, build, open }: { engine: string; build: BuildRow; open: boolean }): JSX.Element {
  const { url } = useLocation();
  const { id, project, service, image, begin, end, state, steps } = build;
  const until = end ?? now.value;
  const cached = steps.filter((step) => step.cached).length;
  return (
    <Panel
      title={<MoodText mood={moods[state]}>{`${project} / ${service}`}</MoodText>}
      actions={
        <a href={withQuery(url, { build: open ? undefined : id })} aria-expanded={open}>
          {open ? 'Fold' : 'Output'}
        </a>
      }
    >
      <p class="muted">
        {`${image} · ${spanWords(until - begin)} · ${cached} of ${steps.length} steps from the cache · `}
        <Since at={begin} /> ago
      </p>
      <ol class="build-steps">
        {steps.map((step) => (
          <Step key={step.step} step={step} begin={begin} until={until} />
        ))}
      </ol>
      {open && <Output engine={engine} build={id} />}
    </Panel>
  );
}

function Step({ step, begin, until }: { step: BuildStep; begin: number; until: number }): JSX.Element {
  const whole = Math.max(1, until - begin);
  const took = (step.end ?? until) - step.begin;
  return (
    <li class={step.error === undefined ? '' : 'failed'}>
      <code class="build-step-name" title={step.name}>
        {visible(step.name)}
      </code>
      {step.cached ? (
        <span>
          <Badge mood="good">cached</Badge>
        </span>
      ) : (
        <span class="numbers">{spanWords(took)}</span>
      )}
      <svg class="build-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect
          x={((step.begin - begin) / whole) * 100}
          width={Math.max(0.5, (took / whole) * 100)}
          height="6"
        />
      </svg>
      {step.error && <p class="build-error">{visible(step.error)}</p>}
    </li>
  );
}

function Output({ engine, build }: { engine: string; build: string }): JSX.Element {
  const topic = useTopic('build-output', engine, { build });
  return (
    <TopicView of={topic}>
      {(events) => (
        <pre class="build-output" tabIndex={0} aria-label="Output of the build">
          {events.map((event, index) => (
            <OutputLine key={index} event={event} />
          ))}
        </pre>
      )}
    </TopicView>
  );
}

type OutputEvent = Topics['build-output']['snapshot'][number];

function OutputLine({ event }: { event: OutputEvent }): JSX.Element | null {
  switch (event.kind) {
    case 'build-step-started':
      return <strong>{`${visible(event.name)}\n`}</strong>;
    case 'build-step-output':
      return <>{event.text.split('\n').map(visible).join('\n')}</>;
    case 'build-step-failed':
      return <span class="build-error">{`${visible(event.error)}\n`}</span>;
    default:
      return null;
  }
}
