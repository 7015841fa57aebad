import { Boxes } from 'lucide';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { HomeState } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import {
  CommandLine,
  countWords,
  Empty,
  Panel,
  SearchBox,
  Segments,
  type Selection,
  Table,
  TopicView,
} from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';
import type { PageProps } from '../../views.ts';
import { containerColumns } from './container-columns.tsx';
import { filterContainers, filterProjects, type Show } from './filter.ts';
import { KnownProjects } from './known-projects.tsx';
import { projectColumns } from './project-columns.tsx';
import { SelectionBar } from './selection-bar.tsx';
import './home.css';

const SHOWS: { key: Show; title: string }[] = [
  { key: 'all', title: 'All' },
  { key: 'problems', title: 'Problems' },
  { key: 'running', title: 'Running' },
  { key: 'stopped', title: 'Stopped' },
];

function headline({ projects, containers }: HomeState): string {
  const all = [...projects, ...containers];
  const problems = all.filter(({ mood }) => mood === 'failing' || mood === 'warning').length;
  if (problems > 0) return problems === 1 ? 'One thing needs a look' : `${problems} things need a look`;
  const running = all.filter(({ mood }) => mood !== 'stopped').length;
  return running === 0 ? 'Nothing runs' : 'Everything is well';
}

export function HomeView({ engine }: PageProps): JSX.Element {
  const home = useTopic('home', engine, {});
  return <TopicView of={home}>{(state) => <Loaded engine={engine} state={state} />}</TopicView>;
}

function Loaded({ engine, state }: { engine: string; state: HomeState }): JSX.Element {
  const nothing = state.projects.length === 0 && state.containers.length === 0;
  return (
    <div class="home">
      {nothing ? <Nothing /> : <Lists engine={engine} state={state} />}
      <KnownProjects engine={engine} except={state.projects.map(({ name }) => name)} />
    </div>
  );
}

function Nothing(): JSX.Element {
  return (
    <Empty icon={Boxes} title="Nothing runs on this engine yet">
      <p>Start a project in a folder with a Compose file; it appears here by itself.</p>
      <CommandLine command="tutti up -d" />
    </Empty>
  );
}

/** Keys of what is picked, of those that are still there. */
function usePicked(): [ReadonlySet<string>, (keys: ReadonlySet<string>) => void] {
  return useState<ReadonlySet<string>>(new Set());
}

function Lists({ engine, state }: { engine: string; state: HomeState }): JSX.Element {
  const [query, setQuery] = useQuery('q');
  const [show, setShow] = useQuery('show');
  const [pickedProjects, pickProjects] = usePicked();
  const [pickedContainers, pickContainers] = usePicked();
  const chosen = (SHOWS.find(({ key }) => key === show)?.key ?? 'all') satisfies Show;
  const projects = useMemo(() => filterProjects(state.projects, query, chosen), [state, query, chosen]);
  const containers = useMemo(() => filterContainers(state.containers, query, chosen), [state, query, chosen]);
  return (
    <>
      <div class="page-head">
        <h1>{headline(state)}</h1>
        <div class="filters end">
          <SearchBox label="Search projects and containers" value={query} onInput={setQuery} />
          <Segments
            label="Show"
            options={SHOWS}
            value={chosen}
            onChoose={(key) => setShow(key === 'all' ? undefined : key)}
          />
        </div>
      </div>
      <ProjectList
        engine={engine}
        rows={projects}
        selection={{ keys: pickedProjects, change: pickProjects }}
      />
      <ContainerList
        engine={engine}
        rows={containers}
        selection={{ keys: pickedContainers, change: pickContainers }}
      />
      {projects.length + containers.length === 0 && <Empty title="Nothing matches the search" />}
      <SelectionBar
        engine={engine}
        projects={projects.map(({ name }) => name).filter((name) => pickedProjects.has(name))}
        containers={containers.map(({ id }) => id).filter((id) => pickedContainers.has(id))}
        clear={() => {
          pickProjects(new Set());
          pickContainers(new Set());
        }}
      />
    </>
  );
}

interface ListProps<Row> {
  engine: string;
  rows: Row[];
  selection: Selection;
}

function ProjectList({
  engine,
  rows,
  selection,
}: ListProps<HomeState['projects'][number]>): JSX.Element | null {
  const [sort, setSort] = useQuery('sort');
  const columns = useMemo(() => projectColumns(engine), [engine]);
  if (rows.length === 0) return null;
  return (
    <Panel title={countWords(rows.length, 'project')} bare>
      <Table
        label="Projects"
        columns={columns}
        rows={rows}
        keyOf={({ name }) => name}
        sort={sort}
        onSort={setSort}
        selection={selection}
      />
    </Panel>
  );
}

function ContainerList({
  engine,
  rows,
  selection,
}: ListProps<HomeState['containers'][number]>): JSX.Element | null {
  const [sort, setSort] = useQuery('csort');
  const columns = useMemo(() => containerColumns(engine), [engine]);
  if (rows.length === 0) return null;
  return (
    <Panel title={`${countWords(rows.length, 'container')} of no project`} bare>
      <Table
        label="Containers of no project"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        sort={sort}
        onSort={setSort}
        selection={selection}
      />
    </Panel>
  );
}
