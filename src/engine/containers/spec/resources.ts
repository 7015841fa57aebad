import { statSync } from 'node:fs';
import type { Resources, ThrottleDevice } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { type Cgroups, splitDeviceNumber } from '../../host/index.ts';
import type { OciResources } from './oci.ts';
import { supportedResources } from './supported-resources.ts';

const DEFAULT_PERIOD = 100_000;
const NANOSECONDS = 1e9;

/** Limits in the OCI's form. What the kernel cannot do is left out, with a warning in Docker's words. */
export function containerResources(
  given: Resources,
  cgroups: Cgroups,
): { resources: OciResources; warnings: string[] } {
  const { supported, warnings } = supportedResources(given, cgroups);
  const parts = {
    memory: memoryLimits(supported),
    cpu: cpuLimits(supported),
    pids: supported.PidsLimit ? { limit: supported.PidsLimit } : {},
    blockIO: blockLimits(supported),
  };
  const wanted = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0);
  return { resources: Object.fromEntries(wanted), warnings };
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
    ...(given.CpusetCpus ? { cpus: given.CpusetCpus } : {}),
    ...(given.CpusetMems ? { mems: given.CpusetMems } : {}),
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
