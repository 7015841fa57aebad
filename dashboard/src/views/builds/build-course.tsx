import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type BuildRow, plainText, type Topics } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Badge, now, spanWords, TopicView } from '../../parts/index.ts';
import { visible, visibleText } from '../logs/ansi.ts';
import { type FoldedStep, foldBuild } from './fold-build.ts';

interface Props {
  engine: string;
  build: BuildRow;
}

/** Steps of a build with their times, and what each said. */
export function BuildCourse({ engine, build }: Props): JSX.Element {
  const topic = useTopic('build-output', engine, { build: build.id });
  return <TopicView of={topic}>{(events) => <Course build={build} events={events} />}</TopicView>;
}

function Course({
  build,
  events,
}: {
  build: BuildRow;
  events: Topics['build-output']['snapshot'];
}): JSX.Element {
  const { steps, warnings } = useMemo(() => foldBuild(events), [events]);
  const { begin, error, cut } = build;
  const until = build.end ?? now.value;
  const isTold = steps.some((step) => step.error !== undefined);
  return (
    <>
      <ol class="build-steps">
        {steps.map((step) => (
          <Step key={step.step} step={step} begin={begin} until={until} />
        ))}
      </ol>
      {error !== undefined && !isTold && <p class="build-error">{lines(error)}</p>}
      {warnings.map((warning, index) => (
        <p key={index} class="muted">
          {visible(warning)}
        </p>
      ))}
      <pre class="build-output" tabIndex={0} aria-label="Output of the build">
        {steps.map((step) => (
          <StepOutput key={step.step} step={step} />
        ))}
      </pre>
      {cut && <p class="muted">There was more output than the engine keeps.</p>}
    </>
  );
}

function Step({ step, begin, until }: { step: FoldedStep; begin: number; until: number }): JSX.Element {
  const whole = Math.max(1, until - begin);
  const took = Math.max(0, (step.end ?? until) - step.begin);
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

function StepOutput({ step }: { step: FoldedStep }): JSX.Element {
  const text = useMemo(() => lines(step.output), [step.output]);
  return (
    <>
      <strong>{`${visible(step.name)}\n`}</strong>
      {text}
      {text !== '' && !text.endsWith('\n') && '\n'}
      {step.error && <span class="build-error">{`${visible(step.error)}\n`}</span>}
    </>
  );
}

/** A text of others, without its colours. */
function lines(text: string): string {
  return visibleText(plainText(text));
}
