import {
  type BlkioConfig,
  type DeployConfig,
  type DeviceRequest,
  exactly,
  type ServiceConfig,
  type ThrottleDevice,
  type Ulimit,
} from '../../compose-file/index.ts';
import type {
  DeviceRequest as ApiDeviceRequest,
  Ulimit as ApiUlimit,
  Exact,
  Resources,
} from '../../engine-api/index.ts';
import { integer, type Whole, whole } from '../model/values.ts';

/** Limits and devices, from the service's own attributes and from `deploy.resources`, which win. */
export function resources(config: ServiceConfig): Exact<Resources> {
  const swappiness = integer(config.mem_swappiness);
  const { devices, cdi } = deviceMappings(config);
  const requests = [...reservedDevices(config.deploy), ...cdi, ...(config.gpus ?? []).map(gpu)];
  return {
    CgroupParent: config.cgroup_parent ?? '',
    Memory: integer(config.mem_limit),
    MemorySwap: integer(config.memswap_limit),
    MemoryReservation: integer(config.mem_reservation),
    OomKillDisable: config.oom_kill_disable ?? false,
    CpuPeriod: exactly(config, 'cpu_period', config.cpu_period ?? 0),
    CpuQuota: exactly(config, 'cpu_quota', config.cpu_quota ?? 0),
    CpuRealtimePeriod: exactly(config, 'cpu_rt_period', config.cpu_rt_period ?? 0),
    CpuRealtimeRuntime: exactly(config, 'cpu_rt_runtime', config.cpu_rt_runtime ?? 0),
    CpuShares: exactly(config, 'cpu_shares', config.cpu_shares ?? 0),
    NanoCpus: nanoCpus(config.cpus),
    CpusetCpus: config.cpuset ?? '',
    DeviceCgroupRules: config.device_cgroup_rules ?? null,
    Devices: devices,
    DeviceRequests: requests.length === 0 ? null : requests,
    Ulimits: ulimits(config.ulimits ?? {}),
    ...(config.cpu_count ? { CpuCount: exactly(config, 'cpu_count', config.cpu_count) } : {}),
    ...(config.cpu_percent ? { CpuPercent: Math.trunc(config.cpu_percent * 100) } : {}),
    ...(swappiness === 0 ? {} : { MemorySwappiness: swappiness }),
    ...(config.pids_limit ? { PidsLimit: exactly(config, 'pids_limit', config.pids_limit) } : {}),
    ...blockIo(config.blkio_config),
    ...deployLimits(config.deploy),
  };
}

function deployLimits(deploy: DeployConfig | undefined): Exact<Resources> {
  const limits = deploy?.resources?.limits;
  const reserved = integer(deploy?.resources?.reservations?.memory);
  const memory = integer(limits?.memory);
  return {
    ...(memory === 0 ? {} : { Memory: memory }),
    ...(limits?.cpus ? { NanoCpus: nanoCpus(limits.cpus) } : {}),
    ...(limits?.pids ? { PidsLimit: exactly(limits, 'pids', limits.pids) } : {}),
    ...(reserved === 0 ? {} : { MemoryReservation: reserved }),
  };
}

/** Docker Compose counts in numbers of 32 bits: 0.1 processors are 100,000,000 and not 100,000,001. */
function nanoCpus(cpus: number | undefined): Whole {
  return whole(BigInt(Math.trunc(Math.fround((cpus ?? 0) * 1e9))));
}

function deviceMappings(config: ServiceConfig): {
  devices: NonNullable<Resources['Devices']>;
  cdi: Exact<ApiDeviceRequest>[];
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

function reservedDevices(deploy: DeployConfig | undefined): Exact<ApiDeviceRequest>[] {
  return (deploy?.resources?.reservations?.devices ?? []).map((device) => ({
    ...request(device),
    Capabilities: [device.capabilities ?? []],
  }));
}

function gpu(device: DeviceRequest): Exact<ApiDeviceRequest> {
  return { ...request(device), Capabilities: [[...(device.capabilities ?? []), 'gpu']] };
}

function request(device: DeviceRequest): Exact<ApiDeviceRequest> {
  return {
    Driver: device.driver ?? '',
    Count: exactly(device, 'count', device.count ?? 0),
    DeviceIDs: device.device_ids ?? null,
    Options: device.options ?? null,
  };
}

export function ulimits(limits: Record<string, Ulimit>): Exact<ApiUlimit>[] {
  return Object.entries(limits).map(([Name, limit]) =>
    typeof limit === 'number'
      ? { Name, Soft: exactly(limits, Name, limit), Hard: exactly(limits, Name, limit) }
      : { Name, Soft: exactly(limit, 'soft', limit.soft), Hard: exactly(limit, 'hard', limit.hard) },
  );
}

function blockIo(config: BlkioConfig | undefined): Exact<Resources> {
  if (config === undefined) return {};
  return {
    BlkioWeight: config.weight ?? 0,
    BlkioWeightDevice:
      config.weight_device?.map(({ path, weight }) => ({ Path: path, Weight: weight })) ?? null,
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

function rates(devices: ThrottleDevice[] | undefined): { Path: string; Rate: Whole }[] | null {
  return devices?.map(({ path, rate }) => ({ Path: path, Rate: integer(rate) })) ?? null;
}
