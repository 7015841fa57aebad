import { Sparkles } from 'lucide';
import type { JSX } from 'preact';
import type { Why } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { FindingView } from '../../parts/finding.tsx';
import {
  Badge,
  Button,
  clockWords,
  Facts,
  Icon,
  MoodText,
  Panel,
  ProbeStrip,
  Since,
} from '../../parts/index.ts';
import { Prose } from '../../parts/prose.tsx';
import { whyAddress } from '../../routing/index.ts';

interface SectionsProps {
  engine: string;
  project: string;
  why: Why;
}

export function WhySections({ engine, project, why }: SectionsProps): JSX.Element {
  return (
    <>
      <p class="why-line">
        <Prose text={why.line} />
      </p>
      <div class="why">
        <div>
          <Advice engine={engine} why={why} />
          {why.findings.length > 0 && (
            <Panel title="What was found">
              <ul class="findings">
                {why.findings.map((finding) => (
                  <FindingView key={finding.code + finding.message} finding={finding} />
                ))}
              </ul>
            </Panel>
          )}
          <LastLines lines={why.lastLines} />
          {why.probes.length > 0 && (
            <Panel title="Health probes">
              <ProbeStrip probes={why.probes} />
            </Panel>
          )}
        </div>
        <div>
          <Exit why={why} />
          <Chain engine={engine} project={project} chain={why.chain} />
          <LastChange why={why} />
        </div>
      </div>
    </>
  );
}

function Advice({ engine, why }: { engine: string; why: Why }): JSX.Element | null {
  if (why.advice.length === 0) return null;
  return (
    <Panel title="What to do">
      <ul class="advice">
        {why.advice.map(({ text, change }) => (
          <li key={text}>
            <Icon node={Sparkles} size={14} />
            <span>
              <Prose text={text} />
            </span>
            {change && (
              <Button size="small" disabled={!canChange.value} onClick={() => propose(engine, change)}>
                Show the plan
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function LastLines({ lines }: { lines: Why['lastLines'] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <Panel title="Its last words">
      <pre class="output" tabIndex={0}>
        {lines.map(({ stream, line }, index) => (
          <span key={index} class={stream}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </Panel>
  );
}

type Fact = Parameters<typeof Facts>[0]['of'][number];

function Exit({ why: { exit } }: { why: Why }): JSX.Element | null {
  if (exit === undefined) return null;
  return (
    <Panel title="How it ended">
      <Facts
        of={[
          ['Exit code', <span class="numbers">{exit.code}</span>],
          ...(exit.words === '' ? [] : [['That means', exit.words] satisfies Fact]),
          [
            'Memory',
            exit.outOfMemory ? <Badge mood="failing">ran out of memory</Badge> : 'was not the cause',
          ],
          ['When', <span class="numbers">{clockWords(exit.at)}</span>],
        ]}
      />
    </Panel>
  );
}

function Chain({
  engine,
  project,
  chain,
}: {
  engine: string;
  project: string;
  chain: Why['chain'];
}): JSX.Element | null {
  if (chain.length < 2) return null;
  return (
    <Panel title="What it waits for">
      <ol class="chain">
        {chain.map(({ service, state, mood, condition }) => (
          <li key={service}>
            <a href={whyAddress(engine, project, service)}>{service}</a>{' '}
            <MoodText mood={mood}>{state}</MoodText>
            {condition && <p class="muted small">{condition.replaceAll('_', ' ')}</p>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function LastChange({ why: { lastChange } }: { why: Why }): JSX.Element | null {
  if (lastChange === undefined) return null;
  return (
    <Panel title="The last change before it">
      <p>{lastChange.text}</p>
      <p class="muted">
        <Since at={lastChange.at} /> ago
      </p>
    </Panel>
  );
}
