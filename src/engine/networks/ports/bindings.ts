import { networkInterfaces } from 'node:os';
import type { PortBinding, PortKey } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { type Address, parseAddress } from '../address.ts';
import type { SandboxRequest } from '../contract.ts';
import type { TransportProtocol } from '../firewall/elements.ts';

/** A container's port that is to be published; on one number at all of its host addresses. */
export interface WantedPort {
  key: PortKey;
  protocol: TransportProtocol;
  containerPort: number;
  hostAddresses: Address[];
  /** Inclusive; `undefined`: the engine chooses. */
  hostPorts: { first: number; last: number } | undefined;
}

const ANY_IPV4: Address = { family: 4, value: 0n };
const ANY_IPV6: Address = { family: 6, value: 0n };
const MAX_PORT = 65535;

/** Reads `80/tcp`; TCP when no protocol is named. */
export function parsePortKey(key: PortKey): { port: number; protocol: TransportProtocol } {
  const match = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(key);
  const port = Number(match?.[1]);
  if (!match || port < 1 || port > MAX_PORT)
    throw new EngineError('invalid', `invalid port specification: "${key}"`);
  return { port, protocol: (match[2]?.toLowerCase() ?? 'tcp') as TransportProtocol };
}

function parseHostPorts(text: string | undefined): WantedPort['hostPorts'] {
  if (!text || text === '0') return undefined;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (!match || first < 1 || last < first || last > MAX_PORT)
    throw new EngineError('invalid', `invalid port specification: "${text}"`);
  return { first, last };
}

function hostAddresses(binding: PortBinding, defaultAddress: string | undefined): Address[] {
  // A network's default of 0.0.0.0 stands for every address, IPv6 as well, as with Docker; asked for by name it does not.
  const text = binding.HostIp || (defaultAddress === '0.0.0.0' ? undefined : defaultAddress);
  if (!text) return hostHasIpv6() ? [ANY_IPV4, ANY_IPV6] : [ANY_IPV4];
  const address = parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (!address) throw new EngineError('invalid', `invalid host IP address: ${text}`);
  return [address];
}

function hostHasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family }) => family === 'IPv6'),
  );
}

/** What a container publishes. `defaultAddress` is that of its network's `host_binding_ipv4`. Throws `invalid`. */
export function wantedPorts(request: SandboxRequest, defaultAddress: string | undefined): WantedPort[] {
  const bindings = new Map<PortKey, PortBinding[]>();
  for (const [key, list] of Object.entries(request.portBindings))
    if (list && list.length > 0) bindings.set(key, list);
  if (request.publishAll) {
    for (const key of request.exposedPorts) if (!bindings.has(key)) bindings.set(key, [{}]);
  }
  return [...bindings].flatMap(([key, list]) => {
    const { port, protocol } = parsePortKey(key);
    return list.map((binding) => ({
      key: `${port}/${protocol}`,
      protocol,
      containerPort: port,
      hostAddresses: hostAddresses(binding, defaultAddress),
      hostPorts: parseHostPorts(binding.HostPort),
    }));
  });
}
