import { Ellipsis } from 'lucide';
import type { JSX } from 'preact';
import type { ContainerBrief, ProjectState, ServiceRow } from '../../../../src/dashboard-api/index.ts';
import { canChange } from '../../changes/index.ts';
import { ContainerLink } from '../../containers/index.ts';
import { Badge, type Column, Menu, Ports, StateText } from '../../parts/index.ts';
import { whyAddress } from '../../routing/index.ts';
import { measuredColumns, statsOf } from '../../stats/index.ts';
import { serviceMenu } from './service-menu.ts';

export interface ServiceEntry extends ServiceRow {
  containers: ContainerBrief[];
}

/** Services with their containers. */
export function entriesOf({ services, containers }: ProjectState): ServiceEntry[] {
  return services.map((service) => ({
    ...service,
    containers: containers.filter((container) => container.service === service.name && !container.oneOff),
  }));
}

function ServiceName({
  engine,
  project,
  entry,
}: {
  engine: string;
  project: string;
  entry: ServiceEntry;
}): JSX.Element {
  const { name, color, inFiles, enabled, profiles, containers } = entry;
  const first = containers[0];
  return (
    <span class="service-name">
      <span class={`service-color c${color}`} />
      {first === undefined ? (
        <a class="row-link" href={whyAddress(engine, project, name)}>
          {name}
        </a>
      ) : (
        <ContainerLink name={first.name}>{name}</ContainerLink>
      )}
      {!inFiles && <Badge mood="warning">not in the file</Badge>}
      {!enabled && <Badge>{profiles.join(', ')}</Badge>}
    </span>
  );
}

function Why({
  engine,
  project,
  entry,
}: {
  engine: string;
  project: string;
  entry: ServiceEntry;
}): JSX.Element | null {
  if (entry.mood !== 'failing' && entry.mood !== 'warning') return null;
  return (
    <a
      class="button small"
      href={whyAddress(engine, project, entry.name)}
      aria-label={`Why is ${entry.name} so?`}
    >
      Why?
    </a>
  );
}

/** Without what stands for Docker Hub, which everybody leaves out. */
function familiarName(image: string): string {
  return image.replace(/^docker\.io\/(library\/)?/, '');
}

/** What the files say. */
const declared: Column<ServiceEntry>[] = [
  {
    key: 'image',
    title: 'Image',
    width: '13%',
    hide: 'medium',
    compare: (a, b) => a.image.localeCompare(b.image),
    wraps: true,
    cell: ({ image }) => <span title={image}>{familiarName(image)}</span>,
  },
  {
    key: 'ports',
    title: 'Ports',
    width: '92px',
    hide: 'narrow',
    cell: ({ ports }) => <Ports of={ports} most={1} />,
  },
];

export function serviceColumns(engine: string, project: string, hasFiles: boolean): Column<ServiceEntry>[] {
  const stats = statsOf(engine);
  return [
    {
      key: 'name',
      title: 'Service',
      width: '19%',
      compare: (a, b) => a.name.localeCompare(b.name),
      cell: (entry) => <ServiceName engine={engine} project={project} entry={entry} />,
    },
    {
      key: 'state',
      title: 'State',
      wraps: true,
      cell: ({ mood, state, since, longer }) => (
        <StateText mood={mood} state={state} since={since} longer={longer} />
      ),
    },
    ...declared,
    ...measuredColumns<ServiceEntry>(({ name }) => stats.service(project, name)),
    {
      key: 'acts',
      title: '',
      label: 'Actions',
      width: '96px',
      acts: true,
      cell: (entry) => (
        <span class="row-acts">
          <Why engine={engine} project={project} entry={entry} />
          <Menu
            kind="quiet"
            size="small"
            icon={Ellipsis}
            label={`More for ${entry.name}`}
            disabled={!canChange.value}
            items={serviceMenu(engine, project, entry, hasFiles)}
          />
        </span>
      ),
    },
  ];
}
