import type {
  BlkioConfig,
  DeployConfig,
  DeviceRequest,
  ServiceConfig,
  Ulimit,
} from '../../compose-file/index.ts';
import type {
  DeviceRequest as ApiDeviceRequest,
  Ulimit as ApiUlimit,
  Resources,
} from '../../engine-api/index.ts';
import { integer } from '../model/values.ts';

/** Limits and devices, from the service's own attributes and from `deploy.resources`, which win. */
export function resources(config: ServiceConfig): Resources {
  const swappiness = integer(config.mem_swappiness);
  const { devices, cdi } = deviceMappings(config);
  const requests = [...reservedDevices(config.deploy), ...cdi, ...(config.gpus ?? []).map(gpu)];
  return {
    CgroupParent: config.cgroup_parent ?? '',
    Memory: integer(config.mem_limit),
    MemorySwap: integer(config.memswap_limit),
    MemoryReservation: integer(config.mem_reservation),
    OomKillDisable: config.oom_kill_disable ?? false,
    CpuPeriod: integer(config.cpu_period),
    CpuQuota: integer(config.cpu_quota),
    CpuRealtimePeriod: integer(config.cpu_rt_period),
    CpuRealtimeRuntime: integer(config.cpu_rt_runtime),
    CpuShares: integer(config.cpu_shares),
    NanoCpus: nanoCpus(config.cpus),
    CpusetCpus: config.cpuset ?? '',
    DeviceCgroupRules: config.device_cgroup_rules ?? null,
    Devices: devices,
    DeviceRequests: requests.length === 0 ? null : requests,
    Ulimits: ulimits(config.ulimits ?? {}),
    ...(config.cpu_count ? { CpuCount: config.cpu_count } : {}),
    ...(config.cpu_percent ? { CpuPercent: Math.trunc(config.cpu_percent * 100) } : {}),
    ...(swappiness === 0 ? {} : { MemorySwappiness: swappiness }),
    ...(config.pids_limit ? { PidsLimit: config.pids_limit } : {}),
    ...blockIo(config.blkio_config),
    ...deployLimits(config.deploy),
  };
}

function deployLimits(deploy: DeployConfig | undefined): Resources {
  const limits = deploy?.resources?.limits;
  const reserved = integer(deploy?.resources?.reservations?.memory);
  const memory = integer(limits?.memory);
  return {
    ...(memory === 0 ? {} : { Memory: memory }),
    ...(limits?.cpus ? { NanoCpus: nanoCpus(limits.cpus) } : {}),
    ...(limits?.pids ? { PidsLimit: limits.pids } : {}),
    ...(reserved === 0 ? {} : { MemoryReservation: reserved }),
  };
}

function nanoCpus(cpus: number | string | undefined): number {
  return Math.trunc(Number(cpus ?? 0) * 1e9);
}

function deviceMappings(config: ServiceConfig): {
  devices: NonNullable<Resources['Devices']>;
  cdi: ApiDeviceRequest[];
} {
  const all = config.devices ?? [];
  const names = all.filter(isCdi).map((device) => device.source ?? '');
  const devices = all
    .filter((device) => !isCdi(device))
    .map((device) => ({
      PathOnHost: device.source ?? '',
      PathInContainer: device.target ?? '',
      CgroupPermissions: device.permissions ?? '',
    }));
  return { devices, cdi: names.length === 0 ? [] : [{ Driver: 'cdi', DeviceIDs: names }] };
}

function reservedDevices(deploy: DeployConfig | undefined): ApiDeviceRequest[] {
  return (deploy?.resources?.reservations?.devices ?? []).map((device) => ({
    ...request(device),
    Capabilities: [device.capabilities ?? []],
  }));
}

function gpu(device: DeviceRequest): ApiDeviceRequest {
  return { ...request(device), Capabilities: [[...(device.capabilities ?? []), 'gpu']] };
}

function request(device: DeviceRequest): ApiDeviceRequest {
  return {
    Driver: device.driver ?? '',
    Count: device.count ?? 0,
    DeviceIDs: device.device_ids ?? null,
    Options: device.options ?? null,
  };
}

export function ulimits(limits: Record<string, Ulimit>): ApiUlimit[] {
  return Object.entries(limits).map(([Name, limit]) =>
    typeof limit === 'number'
      ? { Name, Soft: limit, Hard: limit }
      : { Name, Soft: limit.soft, Hard: limit.hard },
  );
}

function blockIo(config: BlkioConfig | undefined): Resources {
  if (config === undefined) return {};
  return {
    BlkioWeight: config.weight ?? 0,
    BlkioWeightDevice: config.weight_device?.map(({ Path, Weight }) => ({ Path, Weight })) ?? null,
    BlkioDeviceReadBps: rates(config.device_read_bps),
    BlkioDeviceReadIOps: rates(config.device_read_iops),
    BlkioDeviceWriteBps: rates(config.device_write_bps),
    BlkioDeviceWriteIOps: rates(config.device_write_iops),
  };
}

/** A device of the Container Device Interface is named `vendor.com/class=name`, the same on both sides. */
function isCdi(device: { source?: string; target?: string }): boolean {
  return device.source === device.target && /^[\w.-]+\/[\w.-]+=[\w.:-]+$/.test(device.source ?? '');
}

function rates(
  devices: { Path: string; Rate: string }[] | undefined,
): { Path: string; Rate: number }[] | null {
  return devices?.map(({ Path, Rate }) => ({ Path, Rate: integer(Rate) })) ?? null;
}
