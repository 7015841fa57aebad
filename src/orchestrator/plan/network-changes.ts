import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { EndpointSettings, Exact } from '../../engine-api/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import type { Told } from './engine-words.ts';
import { canonical, change, unlessEmpty } from './field-change.ts';

type Endpoint = Exact<EndpointSettings>;

/** Which networks, and what was asked for on those that stay. */
export function networkChanges(
  project: Project,
  config: ServiceConfig,
  wanted: Record<string, Endpoint | null>,
  told: Told,
): FieldChange[] {
  if (config.network_mode) return [];
  const names = Object.keys(config.networks ?? {}).map((key) => project.networks[key]?.name ?? key);
  const [before, after] = [Object.keys(told.networks).sort(), names.sort()];
  const connected = before.join() === after.join() ? [] : [change('networks', before, after)];
  const endpoints = Object.entries(wanted).flatMap(([name, endpoint]) => {
    const there = told.networks[name];
    if (there === undefined) return [];
    const settings = told.extent !== 'part' ? settingChanges(name, endpoint ?? {}, there, told) : [];
    return [...aliasChanges(name, endpoint, there, told), ...settings];
  });
  return [...connected, ...endpoints];
}

function aliasChanges(
  name: string,
  endpoint: Endpoint | null,
  actual: Endpoint,
  { config }: Told,
): FieldChange[] {
  const asked = ownAliases(endpoint);
  // Podman adds the host's name, and so does Docker before 25.
  const there = ownAliases(actual).filter((alias) => alias !== config.Hostname || asked.includes(alias));
  return there.join() === asked.join() ? [] : [change(`networks.${name}.aliases`, there, asked)];
}

/** Engines before 25 add the container's short id. */
function ownAliases(endpoint: Endpoint | null | undefined): string[] {
  return (endpoint?.Aliases ?? []).filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort();
}

function settingChanges(name: string, wanted: Endpoint, there: Endpoint, told: Told): FieldChange[] {
  const asked = settings(wanted);
  const set: Record<string, unknown> = {
    ...settings(there),
    mac_address: macAddress(name, wanted, there, told),
  };
  return (
    Object.keys(asked)
      .filter((key) => canonical(asked[key]) !== canonical(set[key]))
      // Engines before 28 know of no such thing.
      .filter((key) => key !== 'gw_priority' || there.GwPriority !== undefined)
      .map((key) => change(`networks.${name}.${key}`, unlessEmpty(set[key]), unlessEmpty(asked[key])))
  );
}

function settings({
  IPAMConfig,
  Links,
  DriverOpts,
  GwPriority,
  MacAddress,
}: Endpoint): Record<string, unknown> {
  return {
    ipv4_address: IPAMConfig?.IPv4Address,
    ipv6_address: IPAMConfig?.IPv6Address,
    link_local_ips: IPAMConfig?.LinkLocalIPs,
    mac_address: MacAddress,
    driver_opts: DriverOpts,
    gw_priority: GwPriority,
    links: Links,
  };
}

/** As it was asked for: a container that runs has one in any case. */
function macAddress(
  name: string,
  wanted: Endpoint,
  there: Endpoint,
  { config, host }: Told,
): string | undefined {
  const asked = host.NetworkMode === name ? config.MacAddress : undefined;
  return wanted.MacAddress ? there.MacAddress || asked : asked;
}
