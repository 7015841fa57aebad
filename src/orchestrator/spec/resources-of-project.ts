import {
  type NetworkConfig,
  networkHash,
  type Project,
  type VolumeConfig,
  volumeHash,
} from '../../compose-file/index.ts';
import type { IpamPool, NetworkCreateRequest, VolumeCreateRequest } from '../../engine-api/index.ts';
import { networkLabels, volumeLabels } from './labels.ts';

export function networkRequest(project: Project, key: string, config: NetworkConfig): NetworkCreateRequest {
  const pools = config.ipam?.config ?? [];
  const hasIpam = Boolean(config.ipam?.driver) || pools.length > 0;
  return {
    Name: config.name ?? `${project.name}_${key}`,
    Driver: config.driver ?? '',
    Options: config.driver_opts ?? null,
    Internal: config.internal ?? false,
    Attachable: config.attachable ?? false,
    ...(config.enable_ipv4 === undefined ? {} : { EnableIPv4: config.enable_ipv4 }),
    ...(config.enable_ipv6 === undefined ? {} : { EnableIPv6: config.enable_ipv6 }),
    ...(hasIpam ? { IPAM: { Driver: config.ipam?.driver ?? '', Config: pools.map(pool) } } : {}),
    Labels: networkLabels(project.name, key, config.labels, networkHash(config)),
  };
}

function pool(config: NonNullable<NetworkConfig['ipam']['config']>[number]): IpamPool {
  return {
    ...(config.subnet ? { Subnet: config.subnet } : {}),
    ...(config.ip_range ? { IPRange: config.ip_range } : {}),
    ...(config.gateway ? { Gateway: config.gateway } : {}),
    ...(config.aux_addresses ? { AuxiliaryAddresses: config.aux_addresses } : {}),
  };
}

export function volumeRequest(project: Project, key: string, config: VolumeConfig): VolumeCreateRequest {
  return {
    Name: config.name ?? `${project.name}_${key}`,
    Driver: config.driver ?? '',
    DriverOpts: config.driver_opts ?? null,
    Labels: volumeLabels(project.name, key, config.labels, volumeHash(config)),
  };
}
