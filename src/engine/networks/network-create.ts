import { randomBytes } from 'node:crypto';
import type { NetworkCreateRequest } from '../../engine-api/index.ts';
import { EngineError, formatTimestamp } from '../../shared/index.ts';
import { readDriverOptions } from './driver-options.ts';
import { isPredefined } from './filters.ts';
import { planAddresses, readIpamConfig, type TakenRanges } from './ipam.ts';
import type { Network, NetworkRecord } from './network.ts';

const DRIVERS = ['bridge', 'macvlan', 'ipvlan'];

export interface CreationContext {
  networks: Network[];
  /** Of this machine. */
  ranges: TakenRanges;
  /** Names the engine, for its IPv6 prefix. */
  seed: string;
}

/** The record of a new network. Throws what Docker would refuse, in its words. */
export function planNetwork(request: NetworkCreateRequest, context: CreationContext): NetworkRecord {
  checkRequest(request, context);
  const driver = request.Driver || 'bridge';
  const options = request.Options ?? {};
  const { parent } = readDriverOptions(options);
  if (driver !== 'bridge' && !parent)
    throw new EngineError(
      'invalid',
      `driver ${driver} needs the option "parent", an interface of this machine`,
    );
  const id = randomBytes(32).toString('hex');
  const families = { ipv4: request.EnableIPv4 ?? true, ipv6: request.EnableIPv6 ?? false };
  readIpamConfig(request.IPAM);
  const plan = request.ConfigOnly
    ? { pools: [], config: request.IPAM?.Config ?? [] }
    : planAddresses(request.IPAM, families, takenRanges(context, driver), context.seed);
  const bridge = bridgeName(id, options, context.networks);
  return {
    device: driver === 'bridge' && !request.ConfigOnly ? bridge : (parent ?? ''),
    pools: plan.pools,
    wire: {
      Name: request.Name,
      Id: id,
      Created: formatTimestamp(BigInt(Date.now()) * 1_000_000n),
      Scope: 'local',
      Driver: driver,
      EnableIPv4: families.ipv4,
      EnableIPv6: families.ipv6,
      IPAM: { Driver: 'default', Options: request.IPAM?.Options ?? {}, Config: plan.config },
      Internal: request.Internal ?? false,
      Attachable: request.Attachable ?? false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: request.ConfigOnly ?? false,
      Options: options,
      Labels: request.Labels ?? {},
    },
  };
}

function checkRequest(request: NetworkCreateRequest, { networks }: CreationContext): void {
  const { Name: name, Driver: driver = 'bridge' } = request;
  if (!name.trim()) throw new EngineError('invalid', 'invalid name: name is empty');
  if (isPredefined(name))
    throw new EngineError('forbidden', `operation is not permitted on predefined ${name} network`);
  if (networks.some((network) => network.name === name))
    throw new EngineError('conflict', `network with name ${name} already exists`);
  if (driver === 'host' || driver === 'null')
    throw new EngineError('forbidden', `only one instance of "${driver}" network is allowed`);
  if (driver && !DRIVERS.includes(driver)) throw new EngineError('not-found', `plugin "${driver}" not found`);
  if (request.Scope === 'swarm' || request.Ingress)
    throw new EngineError('not-implemented', 'networks of a swarm are not supported');
  if (request.ConfigFrom?.Network)
    throw new EngineError(
      'not-implemented',
      'taking the configuration from another network is not supported',
    );
}

/** A macvlan's addresses are those of the network that its parent is on. */
function takenRanges({ networks, ranges }: CreationContext, driver: string): TakenRanges {
  const own = networks.flatMap(({ record }) => record.pools.map(({ subnet }) => subnet));
  return driver === 'bridge' ? { ...ranges, firm: [...ranges.firm, ...own] } : { firm: own, routed: [] };
}

function bridgeName(id: string, options: Record<string, string>, networks: Network[]): string {
  const wanted = readDriverOptions(options).bridgeName;
  const other = wanted && networks.find(({ record }) => record.device === wanted);
  if (other)
    throw new EngineError(
      'forbidden',
      `cannot create network ${id} (${wanted}): conflicts with network ${other.id} (${wanted}): networks have same bridge name`,
    );
  return wanted || `br-${id.slice(0, 12)}`;
}

/** The networks that every engine has. `bridge` gets its addresses when it is first used. */
export function predefinedNetwork(name: 'bridge' | 'host' | 'none'): NetworkRecord {
  const id = randomBytes(32).toString('hex');
  const device = name === 'bridge' ? `br-${id.slice(0, 12)}` : '';
  const prefix = 'com.docker.network.bridge';
  const bridgeOptions = {
    [`${prefix}.default_bridge`]: 'true',
    [`${prefix}.enable_icc`]: 'true',
    [`${prefix}.enable_ip_masquerade`]: 'true',
    [`${prefix}.host_binding_ipv4`]: '0.0.0.0',
    [`${prefix}.name`]: device,
    'com.docker.network.driver.mtu': '1500',
  };
  return {
    device,
    pools: [],
    wire: {
      Name: name,
      Id: id,
      Created: formatTimestamp(BigInt(Date.now()) * 1_000_000n),
      Scope: 'local',
      Driver: name === 'none' ? 'null' : name,
      EnableIPv4: true,
      EnableIPv6: false,
      IPAM: { Driver: 'default', Options: null, Config: name === 'bridge' ? [] : null },
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Options: name === 'bridge' ? bridgeOptions : {},
      Labels: {},
    },
  };
}

/** Gives the default bridge its addresses. */
export function completeDefaultBridge(network: Network, context: CreationContext): void {
  const { record } = network;
  const plan = planAddresses(null, { ipv4: true, ipv6: false }, takenRanges(context, 'bridge'), context.seed);
  record.pools = plan.pools;
  record.wire.IPAM = { ...record.wire.IPAM, Config: plan.config };
}
