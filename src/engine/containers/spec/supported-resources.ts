import { existsSync } from 'node:fs';
import type { Resources } from '../../../engine-api/index.ts';
import type { Cgroups } from '../../host/index.ts';

interface Limit {
  fields: readonly (keyof Resources)[];
  /** The controller in version 1; in version 2 `io` stands for `blkio`. */
  controller: string;
  /** The file that has it in version 1; without one the controller is enough. */
  file?: string;
  /** Version 2 has nothing like it. */
  isOld?: boolean;
  warning: string;
}

const lacks = (what: string, done: string): string =>
  `Your kernel does not support ${what} or the cgroup is not mounted. ${done}`;

/** Warnings are Docker's. */
const limits: readonly Limit[] = [
  {
    fields: ['Memory', 'MemorySwap'],
    controller: 'memory',
    warning: lacks('memory limit capabilities', 'Limitation discarded.'),
  },
  {
    fields: ['MemorySwap'],
    controller: 'memory',
    file: 'memory.memsw.limit_in_bytes',
    warning: lacks('swap limit capabilities', 'Memory limited without swap.'),
  },
  {
    fields: ['MemorySwappiness'],
    controller: 'memory',
    file: 'memory.swappiness',
    isOld: true,
    warning: lacks('memory swappiness capabilities', 'Memory swappiness discarded.'),
  },
  {
    fields: ['MemoryReservation'],
    controller: 'memory',
    file: 'memory.soft_limit_in_bytes',
    warning: lacks('memory soft limit capabilities', 'Limitation discarded.'),
  },
  {
    fields: ['OomKillDisable'],
    controller: 'memory',
    file: 'memory.oom_control',
    isOld: true,
    warning: 'Your kernel does not support OomKillDisable. OomKillDisable discarded.',
  },
  {
    fields: ['PidsLimit'],
    controller: 'pids',
    warning: lacks('PIDs limit capabilities', 'PIDs limit discarded.'),
  },
  {
    fields: ['NanoCpus', 'CpuQuota', 'CpuPeriod'],
    controller: 'cpu',
    file: 'cpu.cfs_quota_us',
    warning: lacks('CPU CFS scheduler', 'CPU limit discarded.'),
  },
  {
    fields: ['CpuShares'],
    controller: 'cpu',
    file: 'cpu.shares',
    warning: lacks('CPU shares', 'Shares discarded.'),
  },
  {
    fields: ['CpuRealtimePeriod', 'CpuRealtimeRuntime'],
    controller: 'cpu',
    file: 'cpu.rt_runtime_us',
    isOld: true,
    warning: lacks('CPU real-time scheduler', 'CPU real-time limit discarded.'),
  },
  {
    fields: ['CpusetCpus', 'CpusetMems'],
    controller: 'cpuset',
    warning: lacks('cpuset', 'Cpuset discarded.'),
  },
  {
    fields: ['BlkioWeight'],
    controller: 'blkio',
    file: 'blkio.weight',
    warning: lacks('Block I/O weight', 'Weight discarded.'),
  },
  {
    fields: ['BlkioWeightDevice'],
    controller: 'blkio',
    file: 'blkio.weight_device',
    warning: lacks('Block I/O weight_device', 'Weight-device discarded.'),
  },
  throttle('BlkioDeviceReadBps', 'read_bps', 'BPS', 'read'),
  throttle('BlkioDeviceWriteBps', 'write_bps', 'BPS', 'write'),
  throttle('BlkioDeviceReadIOps', 'read_iops', 'IOPS', 'read'),
  throttle('BlkioDeviceWriteIOps', 'write_iops', 'IOPS', 'write'),
];

function throttle(field: keyof Resources, file: string, unit: string, way: string): Limit {
  return {
    fields: [field],
    controller: 'blkio',
    file: `blkio.throttle.${file}_device`,
    warning: lacks(`${unit} Block I/O ${way} limit`, `Block I/O ${unit} ${way} limit discarded.`),
  };
}

/** The limits that this kernel can keep; each of the others gives a warning, as with Docker, and the container runs without it. */
export function supportedResources(
  given: Resources,
  cgroups: Cgroups,
): { supported: Resources; warnings: string[] } {
  const supported: Resources = { ...given };
  const warnings: string[] = [];
  for (const limit of limits) {
    if (!limit.fields.some((field) => isWanted(field, supported[field])) || isSupported(limit, cgroups))
      continue;
    warnings.push(limit.warning);
    for (const field of limit.fields) delete supported[field];
  }
  return { supported, warnings };
}

/** `-1` is how clients say that a limit is not asked for; 0 is a swappiness, and no limit everywhere else. */
function isWanted(field: keyof Resources, value: Resources[keyof Resources]): boolean {
  if (value == null || value === -1) return false;
  if (field === 'MemorySwappiness') return true;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function isSupported({ controller, file, isOld = false }: Limit, cgroups: Cgroups): boolean {
  if (cgroups.version === 2)
    return !isOld && cgroups.controllers.has(controller === 'blkio' ? 'io' : controller);
  return (
    cgroups.controllers.has(controller) &&
    (file === undefined || existsSync(cgroups.file('/', controller, file)))
  );
}
