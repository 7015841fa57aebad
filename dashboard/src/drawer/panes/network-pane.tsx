import type { JSX } from 'preact';
import type { NetworkReach } from '../../../../src/dashboard-api/index.ts';
import { ContainerLink } from '../../containers/index.ts';
import { Empty, Facts, Ports } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';

export function NetworkPane({ container: { reach, brief } }: PaneProps): JSX.Element {
  if (reach.length === 0)
    return (
      <Empty title="It is in no network">
        <p>No container reaches it, and it reaches none.</p>
      </Empty>
    );
  return (
    <div class="pane">
      <section>
        <h3>From this machine</h3>
        {brief.ports.length > 0 ? (
          <Ports of={brief.ports} most={20} />
        ) : (
          <p class="muted">No port is published: only containers of its networks reach it.</p>
        )}
      </section>
      {reach.map((network) => (
        <NetworkSection key={network.network} {...network} />
      ))}
    </div>
  );
}

function NetworkSection({ network, address, address6, names, peers }: NetworkReach): JSX.Element {
  return (
    <section>
      <h3>{network}</h3>
      <Facts
        of={[
          ['Found as', <code>{names.join(', ') || '–'}</code>],
          ['Address', <code>{[address, address6].filter(Boolean).join(', ') || '–'}</code>],
          ['Who can reach it', <Peers peers={peers} />],
        ]}
      />
    </section>
  );
}

function Peers({ peers }: Pick<NetworkReach, 'peers'>): JSX.Element {
  if (peers.length === 0) return <span class="muted">nobody else is in this network</span>;
  return (
    <ul>
      {peers.map(({ container, address }) => (
        <li key={container}>
          <ContainerLink name={container} /> <code class="muted">{address}</code>
        </li>
      ))}
    </ul>
  );
}
