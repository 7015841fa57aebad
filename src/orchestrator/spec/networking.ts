import type { ServiceConfig, ServiceNetwork } from '../../compose-file/index.ts';
import type { EndpointSettings } from '../../engine-api/index.ts';
import { versionAtLeast } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import type { ContainerSpec } from './container.ts';

export interface Networking {
  /** `HostConfig.NetworkMode`: the primary network's name, or a mode. */
  mode: string;
  /** By the networks' names; absent where a mode is shared or none. */
  endpoints: Record<string, EndpointSettings> | undefined;
  /** For engines that know no address per endpoint (API below 1.44); else empty. */
  macAddress: string;
}

const interfaceNameOption = 'com.docker.network.endpoint.ifname';

export function networking(spec: ContainerSpec): Networking {
  const { config, project, apiVersion } = spec;
  if (config.network_mode) return { mode: config.network_mode, endpoints: undefined, macAddress: '' };
  if (Object.keys(project.networks).length === 0)
    return { mode: 'none', endpoints: undefined, macAddress: '' };
  const [primary = 'default', ...others] = networksByPriority(config);
  checkInterfaceNames(config, apiVersion);
  const severalAtOnce = versionAtLeast(apiVersion, '1.44');
  const endpoints: Record<string, EndpointSettings> = {};
  endpoints[nameOfNetwork(spec, primary)] = primaryEndpoint(spec, primary, severalAtOnce);
  if (severalAtOnce) for (const key of others) endpoints[nameOfNetwork(spec, key)] = endpoint(spec, key);
  return {
    mode: nameOfNetwork(spec, primary),
    endpoints,
    macAddress: severalAtOnce ? '' : (config.networks?.[primary]?.mac_address ?? config.mac_address ?? ''),
  };
}

/** Networks that an engine with an API below 1.44 does not take at creation, with their endpoints. */
export function laterNetworks(spec: ContainerSpec): Record<string, EndpointSettings> {
  if (spec.config.network_mode || versionAtLeast(spec.apiVersion, '1.44')) return {};
  const [, ...others] = networksByPriority(spec.config);
  return Object.fromEntries(others.map((key) => [nameOfNetwork(spec, key), endpoint(spec, key)]));
}

/** Highest priority first, then by name. */
export function networksByPriority(config: ServiceConfig): string[] {
  const networks = config.networks ?? {};
  const priority = (key: string): number => networks[key]?.priority ?? 0;
  return Object.keys(networks).sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1));
}

function nameOfNetwork({ project }: ContainerSpec, key: string): string {
  return project.networks[key]?.name ?? `${project.name}_${key}`;
}

function primaryEndpoint(spec: ContainerSpec, key: string, addressPerEndpoint: boolean): EndpointSettings {
  const { config } = spec;
  const ofNetwork = config.networks?.[key]?.mac_address;
  if (config.mac_address && ofNetwork && ofNetwork !== config.mac_address) {
    throw new UserError(
      'mac-address-conflict',
      `the service-level mac_address should have the same value as network ${key}`,
      { path: ['services', spec.service, 'mac_address'] },
    );
  }
  const settings = endpoint(spec, key);
  if (addressPerEndpoint && !settings.MacAddress && config.mac_address)
    settings.MacAddress = config.mac_address;
  return settings;
}

function endpoint(spec: ContainerSpec, key: string): EndpointSettings {
  const network = spec.config.networks?.[key] ?? undefined;
  const aliases = [spec.name];
  if (spec.useAliases) aliases.push(spec.service, ...(network?.aliases ?? []));
  return {
    Aliases: aliases,
    ...(spec.links.length === 0 ? {} : { Links: spec.links }),
    ...(network === undefined ? {} : endpointOptions(network)),
  };
}

function endpointOptions(network: ServiceNetwork): EndpointSettings {
  const driverOptions = {
    ...(network.interface_name ? { [interfaceNameOption]: network.interface_name } : {}),
    ...network.driver_opts,
  };
  return {
    IPAMConfig: {
      ...(network.ipv4_address ? { IPv4Address: network.ipv4_address } : {}),
      ...(network.ipv6_address ? { IPv6Address: network.ipv6_address } : {}),
      ...(network.link_local_ips ? { LinkLocalIPs: network.link_local_ips } : {}),
    },
    ...(network.ipv4_address ? { IPAddress: network.ipv4_address } : {}),
    ...(network.ipv6_address ? { IPv6Gateway: network.ipv6_address } : {}),
    ...(network.mac_address ? { MacAddress: network.mac_address } : {}),
    ...(Object.keys(driverOptions).length === 0 ? {} : { DriverOpts: driverOptions }),
    ...(network.gw_priority === undefined ? {} : { GwPriority: network.gw_priority }),
  };
}

function checkInterfaceNames(config: ServiceConfig, apiVersion: string): void {
  if (versionAtLeast(apiVersion, '1.49')) return;
  if (Object.values(config.networks ?? {}).some((network) => network?.interface_name)) {
    throw new UserError('engine-feature-missing', 'interface_name requires Docker Engine v28.1 or later');
  }
}
