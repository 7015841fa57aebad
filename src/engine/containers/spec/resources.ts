import { statSync } from 'node:fs';
import type { Resources, ThrottleDevice } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { type Cgroups, splitDeviceNumber } from '../../host/index.ts';
import type { OciResources } from './oci.ts';

const DEFAULT_PERIOD = 100_000;
const NANOSECONDS = 1e9;

/** Limits in the OCI's form. What the kernel cannot do is left out, with a warning in Docker's words. */
export function containerResources(
  given: Resources,
  cgroups: Cgroups,
): { resources: OciResources; warnings: string[] } {
  const warnings: string[] = [];
  const has = (controller: string, isWanted: unknown, what: string): boolean => {
    if (!isWanted) return false;
    if (cgroups.controllers.has(controller)) return true;
    warnings.push(`Your kernel does not support ${what} or the cgroup is not mounted. ${what} discarded.`);
    return false;
  };
  const memory = memoryLimits(given);
  const cpu = cpuLimits(given);
  const cpuset = {
    ...(given.CpusetCpus ? { cpus: given.CpusetCpus } : {}),
    ...(given.CpusetMems ? { mems: given.CpusetMems } : {}),
  };
  const blockIO = blockLimits(given);
  const ioController = cgroups.version === 2 ? 'io' : 'blkio';
  const allCpu = {
    ...(has('cpu', Object.keys(cpu).length, 'CPU limit') ? cpu : {}),
    ...(has('cpuset', Object.keys(cpuset).length, 'cpuset') ? cpuset : {}),
  };
  return {
    warnings,
    resources: {
      ...(has('memory', Object.keys(memory).length, 'Memory limit') ? { memory } : {}),
      ...(Object.keys(allCpu).length > 0 ? { cpu: allCpu } : {}),
      ...(has('pids', given.PidsLimit, 'PidsLimit') ? { pids: { limit: given.PidsLimit ?? -1 } } : {}),
      ...(has(ioController, Object.keys(blockIO).length, 'Block I/O limit') ? { blockIO } : {}),
    },
  };
}

function memoryLimits(given: Resources): NonNullable<OciResources['memory']> {
  return {
    ...(given.Memory ? { limit: given.Memory } : {}),
    ...(given.MemoryReservation ? { reservation: given.MemoryReservation } : {}),
    ...(given.MemorySwap ? { swap: given.MemorySwap } : {}),
    ...(given.MemorySwappiness != null && given.MemorySwappiness >= 0
      ? { swappiness: given.MemorySwappiness }
      : {}),
    ...(given.OomKillDisable ? { disableOOMKiller: true } : {}),
  };
}

function cpuLimits(given: Resources): NonNullable<OciResources['cpu']> {
  const quota = given.NanoCpus ? Math.round((given.NanoCpus / NANOSECONDS) * DEFAULT_PERIOD) : given.CpuQuota;
  const period = given.NanoCpus ? DEFAULT_PERIOD : given.CpuPeriod;
  return {
    ...(given.CpuShares ? { shares: given.CpuShares } : {}),
    ...(quota ? { quota } : {}),
    ...(period ? { period } : {}),
    ...(given.CpuRealtimePeriod ? { realtimePeriod: given.CpuRealtimePeriod } : {}),
    ...(given.CpuRealtimeRuntime ? { realtimeRuntime: given.CpuRealtimeRuntime } : {}),
  };
}

function blockLimits(given: Resources): NonNullable<OciResources['blockIO']> {
  return {
    ...(given.BlkioWeight ? { weight: given.BlkioWeight } : {}),
    ...(given.BlkioWeightDevice?.length
      ? {
          weightDevice: given.BlkioWeightDevice.map(({ Path, Weight }) => ({
            ...numberOf(Path),
            weight: Weight,
          })),
        }
      : {}),
    ...throttle('throttleReadBpsDevice', given.BlkioDeviceReadBps),
    ...throttle('throttleWriteBpsDevice', given.BlkioDeviceWriteBps),
    ...throttle('throttleReadIOPSDevice', given.BlkioDeviceReadIOps),
    ...throttle('throttleWriteIOPSDevice', given.BlkioDeviceWriteIOps),
  };
}

function throttle(name: string, devices: ThrottleDevice[] | null | undefined): Record<string, unknown> {
  return devices?.length
    ? { [name]: devices.map(({ Path, Rate }) => ({ ...numberOf(Path), rate: Rate })) }
    : {};
}

function numberOf(path: string): { major: number; minor: number } {
  try {
    return splitDeviceNumber(BigInt(statSync(path).rdev));
  } catch (error) {
    throw new EngineError('invalid', `invalid device path '${path}': no such file or directory`, {
      cause: error,
    });
  }
}
