import { Boxes } from 'lucide';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ProjectState } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { CommandLine, Empty, Panel, Table, TopicView } from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';
import type { ProjectTabProps } from '../../views.ts';
import { LastStart } from './last-start.tsx';
import { entriesOf, serviceColumns } from './service-columns.tsx';
import { TimelinePanel } from './timeline.tsx';

export function ServicesTab({ engine, project }: ProjectTabProps): JSX.Element {
  const topic = useTopic('project', engine, { project });
  return (
    <>
      <TopicView of={topic}>
        {(state) => <Services engine={engine} project={project} state={state} />}
      </TopicView>
      <LastStart engine={engine} project={project} />
      <TimelinePanel engine={engine} project={project} />
    </>
  );
}

function Services({ engine, project, state }: ProjectTabProps & { state: ProjectState }): JSX.Element {
  const [sort, setSort] = useQuery('sort');
  const rows = useMemo(() => entriesOf(state), [state]);
  const hasFiles = state.source.problem === undefined;
  const columns = useMemo(() => serviceColumns(engine, project, hasFiles), [engine, project, hasFiles]);
  if (rows.length === 0)
    return (
      <Empty icon={Boxes} title="This project has no services">
        <p>Nothing of it runs, and its Compose file is not known. Start it in its folder:</p>
        <CommandLine command="tutti up -d" />
      </Empty>
    );
  return (
    <Panel bare>
      <Table
        label="Services"
        columns={columns}
        rows={rows}
        keyOf={({ name }) => name}
        sort={sort}
        onSort={setSort}
      />
    </Panel>
  );
}
