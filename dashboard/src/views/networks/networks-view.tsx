import { Network, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import type { NetworkRow } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { useTopic } from '../../connection/index.ts';
import { ContainerLink } from '../../containers/index.ts';
import { Badge, Button, type Column, Empty, Panel, Ports, Table, TopicView } from '../../parts/index.ts';
import '../storage/storage.css';
import { NetworkDrawing } from './network-drawing.tsx';

/** All networks: drawn, and each with its members, their names, addresses and published ports. */
export function NetworksView({ engine }: { engine: string }): JSX.Element {
  const topic = useTopic('networks', engine, {});
  return (
    <>
      <div class="page-head">
        <h1>Networks</h1>
      </div>
      <TopicView of={topic}>
        {(networks) =>
          networks.length === 0 ? (
            <Empty icon={Network} title="There are no networks">
              <p>A project that is started brings its own.</p>
            </Empty>
          ) : (
            <Networks engine={engine} networks={networks} />
          )
        }
      </TopicView>
    </>
  );
}

function Networks({ engine, networks }: { engine: string; networks: NetworkRow[] }): JSX.Element {
  const used = networks.filter(({ members }) => members.length > 0);
  const sorted = networks.toSorted(
    (a, b) => Number(a.builtIn) - Number(b.builtIn) || a.name.localeCompare(b.name),
  );
  return (
    <div class="stack">
      {used.length > 0 && (
        <Panel title="Who is connected with whom">
          <NetworkDrawing networks={used} />
        </Panel>
      )}
      {sorted.map((network) => (
        <OneNetwork key={network.id} engine={engine} network={network} />
      ))}
    </div>
  );
}

type Member = NetworkRow['members'][number];

const columns: Column<Member>[] = [
  { key: 'name', title: 'Container', wraps: true, cell: ({ name }) => <ContainerLink name={name} /> },
  {
    key: 'names',
    title: 'Is called',
    wraps: true,
    cell: ({ id, names }) => names.filter((each) => !id.startsWith(each)).join(', '),
  },
  {
    key: 'address',
    title: 'Address',
    width: '160px',
    hide: 'narrow',
    cell: ({ address, address6 }) =>
      address || address6 ? (
        <code>{[address, address6].filter(Boolean).join(' ')}</code>
      ) : (
        <span class="muted">–</span>
      ),
  },
  { key: 'ports', title: 'Published', width: '26%', cell: ({ ports }) => <Ports of={ports} most={3} /> },
];

function OneNetwork({ engine, network }: { engine: string; network: NetworkRow }): JSX.Element {
  const { id, name, driver, project, internal, builtIn, subnets, members } = network;
  const sorted = members.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <Panel
      bare={members.length > 0}
      title={
        <>
          {name} <Badge>{driver}</Badge> {internal && <Badge>no way out</Badge>}
        </>
      }
      actions={
        !builtIn && (
          <Button
            size="small"
            kind="quiet"
            icon={Trash2}
            label={`Remove ${name}`}
            disabled={!canChange.value || members.length > 0}
            onClick={() => propose(engine, { kind: 'remove', networks: [id] })}
          />
        )
      }
    >
      <p class="muted network-facts">
        {[
          project === '' ? '' : `of ${project}`,
          ...subnets.map(({ subnet, gateway }) =>
            gateway === undefined ? subnet : `${subnet}, gateway ${gateway}`,
          ),
          members.length === 0 ? 'nobody is in it' : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {members.length > 0 && (
        <Table label={`Members of ${name}`} columns={columns} rows={sorted} keyOf={(member) => member.id} />
      )}
    </Panel>
  );
}
