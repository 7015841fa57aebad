import { Activity } from 'lucide';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { EngineEvent } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { ContainerLink } from '../../containers/index.ts';
import { type Column, clockWords, Empty, Panel, SearchBox, Table, TopicView } from '../../parts/index.ts';
import { projectAddress, useQuery } from '../../routing/index.ts';
import { shortName } from '../volumes/short-name.ts';

function columnsOf(engine: string): Column<EngineEvent>[] {
  return [
    {
      key: 'at',
      title: 'Time',
      width: '96px',
      cell: ({ at }) => <time class="numbers muted">{clockWords(at)}</time>,
    },
    {
      key: 'what',
      title: 'What',
      width: '34%',
      cell: ({ type, action, text }) => (
        <span title={[type, action, text].join(' ').trim()}>
          <span class="muted hide-narrow">{type} </span>
          {action} {text && <span class="muted">{text}</span>}
        </span>
      ),
    },
    {
      key: 'name',
      title: 'Of',
      cell: ({ type, name }) =>
        type === 'container' ? <ContainerLink name={name} /> : <span title={name}>{shortName(name)}</span>,
    },
    {
      key: 'project',
      title: 'Project',
      width: '20%',
      hide: 'narrow',
      cell: ({ project }) => project && <a href={projectAddress(engine, project)}>{project}</a>,
    },
  ];
}

function filterEvents(events: EngineEvent[], query: string): EngineEvent[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return events
    .filter(({ type, action, name, project, text }) => {
      const all = [type, action, name, project, text].join(' ').toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .toReversed();
}

/** What the engine did, newest first, as it comes. */
export function EventsPanel({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('events', engine, {});
  const [query, setQuery] = useQuery('q');
  const columns = useMemo(() => columnsOf(engine), [engine]);
  return (
    <Panel
      title="On the engine"
      bare
      actions={<SearchBox label="Search events" value={query} onInput={setQuery} />}
    >
      <TopicView of={topic}>
        {(events) => {
          const rows = filterEvents(events, query);
          if (events.length === 0)
            return (
              <Empty icon={Activity} title="Nothing happened in the last hour">
                <p>Starts, ends, pulls and removals are listed here as they come, whoever asked for them.</p>
              </Empty>
            );
          if (rows.length === 0) return <Empty title="Nothing matches the search" />;
          return <Table label="Events" columns={columns} rows={rows} keyOf={({ id }) => id} />;
        }}
      </TopicView>
    </Panel>
  );
}
