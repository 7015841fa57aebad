import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TimelineEntry } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { clockWords, MoodText, now, Panel, Segments, TopicView } from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';
import type { ProjectTabProps } from '../../views.ts';
import { laneOf, lanesOf, moodOf } from './timeline-model.ts';

const SPANS = [
  { key: '15m', title: '15 min', milliseconds: 15 * 60_000 },
  { key: '1h', title: '1 h', milliseconds: 3_600_000 },
  { key: '6h', title: '6 h', milliseconds: 6 * 3_600_000 },
  { key: '24h', title: '24 h', milliseconds: 24 * 3_600_000 },
] as const;

const LISTED = 50;
/** Of more containers than this the list alone tells. */
const MOST_LANES = 30;
const STEP_MS = 5_000;

/** The lanes move on so often: more is not seen, and costs. */
const slowNow = computed(() => Math.ceil(now.value / STEP_MS) * STEP_MS);

/** Starts, deaths and deploys of each service along the time. */
export function TimelinePanel({ engine, project }: ProjectTabProps): JSX.Element {
  const topic = useTopic('timeline', engine, { project });
  const [chosen, choose] = useQuery('span');
  const span = SPANS.find(({ key }) => key === chosen) ?? SPANS[0];
  return (
    <Panel
      title="What happened"
      bare
      actions={<Segments label="Time shown" options={[...SPANS]} value={span.key} onChoose={choose} />}
    >
      <TopicView of={topic}>
        {(entries) => <Timeline project={project} entries={entries} milliseconds={span.milliseconds} />}
      </TopicView>
    </Panel>
  );
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

interface TimelineProps {
  project: string;
  entries: TimelineEntry[];
  milliseconds: number;
}

function Timeline({ project, entries, milliseconds }: TimelineProps): JSX.Element {
  if (entries.length === 0) return <p class="panel-body muted">Nothing happened in the last day.</p>;
  return (
    <>
      <Lanes project={project} entries={entries} milliseconds={milliseconds} />
      <EntryList entries={entries} />
    </>
  );
}

/** Moves along with the time, and nothing else with it. */
function Lanes({ project, entries, milliseconds }: TimelineProps): JSX.Element {
  const prefix = `${project}-`;
  const to = slowNow.value;
  const from = to - milliseconds;
  const containers = useMemo(() => [...new Set(entries.map(laneOf))].sort(), [entries]);
  const lanes = lanesOf(entries, containers.slice(0, MOST_LANES), from, to);
  return (
    <div class="timeline" style={{ '--rows': lanes.length + 1 }} aria-hidden="true">
      {lanes.map(({ container, stretches, marks }) => (
        <div key={container} class="timeline-lane">
          <span class="ellipsis" title={container}>
            {container.replace(prefix, '')}
          </span>
          <div class="track">
            {stretches.map(({ left, width, kind }, index) => (
              <span
                // The same element while it moves along.
                key={index}
                class={`timeline-stretch ${kind}`}
                style={{ left: percent(left), width: percent(width) }}
              />
            ))}
            {marks.map(({ id, left, mood, text }) => (
              <span key={id} class={`timeline-mark ${mood}`} style={{ left: percent(left) }} title={text} />
            ))}
          </div>
        </div>
      ))}
      <div class="timeline-lane numbers">
        <span />
        <span class="timeline-ends">
          <span>{clockWords(from)}</span>
          <span>now</span>
        </span>
      </div>
    </div>
  );
}

function EntryList({ entries }: { entries: TimelineEntry[] }): JSX.Element {
  return (
    <ol class="timeline-list" tabIndex={0} aria-label="What happened, newest first">
      {entries
        .slice(-LISTED)
        .reverse()
        .map(({ id, at, kind, container, text }) => (
          <li key={id}>
            <time class="numbers muted" dateTime={new Date(at).toISOString()}>
              {clockWords(at)}
            </time>
            <MoodText mood={moodOf(kind)}>
              {container} {kind}
              {text !== '' && text !== kind && <span class="muted"> {text}</span>}
            </MoodText>
          </li>
        ))}
    </ol>
  );
}
