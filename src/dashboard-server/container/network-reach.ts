import type { NetworkReach } from '../../dashboard-api/index.ts';
import type { ContainerInspect, NetworkInspect } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { label } from '../model/labels.ts';

/** The networks of a container, and who else is in them. */
export function networkReach(
  container: ContainerInspect,
  live: LiveEngine,
  signal: AbortSignal,
): Promise<NetworkReach[]> {
  const networks = Object.entries(container.NetworkSettings.Networks ?? {});
  return Promise.all(
    networks.map(async ([network, endpoint]) => ({
      network,
      ...(endpoint.IPAddress ? { address: endpoint.IPAddress } : {}),
      ...(endpoint.GlobalIPv6Address ? { address6: endpoint.GlobalIPv6Address } : {}),
      names: [...new Set([...(endpoint.DNSNames ?? []), ...(endpoint.Aliases ?? [])])].filter(
        (name) => name !== '' && !container.Id.startsWith(name),
      ),
      peers: await peersIn(network, container.Id, live, signal),
    })),
  );
}

async function peersIn(
  network: string,
  own: string,
  { client, model }: LiveEngine,
  signal: AbortSignal,
): Promise<NetworkReach['peers']> {
  // In the network of the machine everybody reaches everybody, and in none nobody.
  if (network === 'host' || network === 'none') return [];
  try {
    const path = `/networks/${encodeURIComponent(network)}`;
    const { Containers } = await client.json<NetworkInspect>({ method: 'GET', path, signal });
    return Object.entries(Containers ?? {}).flatMap(([id, { Name, IPv4Address, IPv6Address }]) => {
      if (id === own) return [];
      const labels = model.facts(id)?.labels ?? {};
      const [address] = (IPv4Address || IPv6Address || '').split('/');
      return [
        {
          container: Name,
          service: labels[label.service] ?? '',
          project: labels[label.project] ?? '',
          ...(address ? { address } : {}),
        },
      ];
    });
  } catch {
    // It was removed meanwhile.
    signal.throwIfAborted();
    return [];
  }
}
