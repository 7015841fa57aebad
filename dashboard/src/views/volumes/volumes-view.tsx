import { ArrowLeft, HardDrive } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { VolumeRow } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { ContainerLink } from '../../containers/index.ts';
import {
  Badge,
  Button,
  Bytes,
  type Column,
  Empty,
  Facts,
  Panel,
  Since,
  TopicView,
} from '../../parts/index.ts';
import { useQuery, useQueryChange, withQuery } from '../../routing/index.ts';
import { FilesView } from '../files/files-view.tsx';
import { ObjectTable } from '../storage/object-table.tsx';
import { Users } from '../storage/users.tsx';
import '../storage/storage.css';

/** All volumes: who uses them, what they hold, and the files in them. */
export function VolumesView({ engine }: { engine: string }): JSX.Element {
  const [name] = useQuery('volume');
  return (
    <>
      <div class="page-head">
        <h1>{name === '' ? 'Volumes' : name}</h1>
      </div>
      {name === '' ? <AllVolumes engine={engine} /> : <OneVolume engine={engine} name={name} />}
    </>
  );
}

function AllVolumes({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('volumes', engine, {});
  return <TopicView of={topic}>{(volumes) => <VolumeTable engine={engine} volumes={volumes} />}</TopicView>;
}

function OneVolume({ engine, name }: { engine: string; name: string }): JSX.Element {
  const change = useQueryChange();
  const topic = useTopic('volumes', engine, {});
  return (
    <div class="stack">
      <p>
        <Button
          size="small"
          icon={ArrowLeft}
          onClick={() => change({ volume: undefined, path: undefined, file: undefined })}
        >
          All volumes
        </Button>
      </p>
      <TopicView of={topic}>
        {(volumes) => {
          const volume = volumes.find((each) => each.name === name);
          return volume && <VolumeFacts volume={volume} />;
        }}
      </TopicView>
      <FilesView engine={engine} of={{ volume: name }} />
    </div>
  );
}

function VolumeFacts({ volume }: { volume: VolumeRow }): JSX.Element {
  const { driver, project, size, users } = volume;
  return (
    <Panel>
      <Facts
        of={[
          ['Project', project || 'none'],
          ['Driver', driver],
          ['Size', <Bytes key="size" of={size} />],
          [
            'Mounted by',
            users.length === 0
              ? 'nobody'
              : users.map(({ id, name, path, readOnly }) => (
                  <p key={`${id} ${path}`}>
                    <ContainerLink name={name} /> at <code>{path}</code>{' '}
                    {readOnly && <Badge>read only</Badge>}
                  </p>
                )),
          ],
        ]}
      />
    </Panel>
  );
}

function VolumeName({ volume }: { volume: VolumeRow }): JSX.Element {
  const { url } = useLocation();
  const { name, project, anonymous, users } = volume;
  const shown = anonymous ? name.slice(0, 12) : name;
  return (
    <span class="stacked">
      <a class="row-link name" href={withQuery(url, { volume: name })} title={name}>
        {shown}
      </a>
      {(anonymous || project !== '') && (
        <span class="muted small">{anonymous ? 'without a name of its own' : `of ${project}`}</span>
      )}
      <span class="narrow-only small">
        <Users of={users} />
      </span>
    </span>
  );
}

const columns: Column<VolumeRow>[] = [
  {
    key: 'name',
    title: 'Name',
    wraps: true,
    cell: (volume) => <VolumeName volume={volume} />,
    compare: (a, b) => a.name.localeCompare(b.name),
  },
  {
    key: 'users',
    title: 'Used by',
    hide: 'narrow',
    wraps: true,
    cell: ({ users }) => <Users of={users} />,
    compare: (a, b) => a.users.length - b.users.length,
  },
  {
    key: 'size',
    title: 'Size',
    width: '100px',
    end: true,
    cell: ({ size }) => <Bytes of={size} />,
    compare: (a, b) => (a.size ?? 0) - (b.size ?? 0),
  },
  {
    key: 'created',
    title: 'Made',
    width: '120px',
    hide: 'medium',
    cell: ({ created }) =>
      created === undefined ? (
        ''
      ) : (
        <>
          <Since at={created} /> ago
        </>
      ),
    compare: (a, b) => (b.created ?? 0) - (a.created ?? 0),
  },
];

function VolumeTable({ engine, volumes }: { engine: string; volumes: VolumeRow[] }): JSX.Element {
  if (volumes.length === 0) {
    return (
      <Empty icon={HardDrive} title="There are no volumes">
        <p>A project that keeps data brings its own.</p>
      </Empty>
    );
  }
  return (
    <ObjectTable
      engine={engine}
      what="volumes"
      columns={columns}
      rows={volumes}
      keyOf={({ name }) => name}
      sortedBy="name"
      textsOf={({ name, users }) => [name, ...users.map((user) => user.name)]}
      removalOf={(chosen) => ({ kind: 'remove', volumes: chosen.map(({ name }) => name) })}
    />
  );
}
