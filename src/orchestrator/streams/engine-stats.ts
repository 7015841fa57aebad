import type { StatsSample } from '../contract-results.ts';

interface CpuStats {
  cpu_usage: { total_usage: number; percpu_usage?: number[] };
  system_cpu_usage?: number;
  online_cpus?: number;
}

/** What we read of `GET /containers/{id}/stats`. */
export interface EngineStats {
  cpu_stats: CpuStats;
  precpu_stats: CpuStats;
  memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>;
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null };
  pids_stats?: { current?: number };
}

/** What a container uses; CPU as `docker stats` counts it. Networks, disks: since its start. */
export function usageOf(measured: EngineStats): Omit<StatsSample, 'service' | 'container' | 'containerId'> {
  const { usage = 0, limit = 0, stats = {} } = measured.memory_stats;
  // The page cache that can be taken back at any time is not the container's use (docker CLI, cgroup v1 and v2).
  const memoryUsage = Math.max(0, usage - (stats.total_inactive_file ?? stats.inactive_file ?? 0));
  const networks = Object.values(measured.networks ?? {});
  const blocks = measured.blkio_stats?.io_service_bytes_recursive ?? [];
  const blockSum = (op: string): number =>
    sum(blocks.filter((entry) => entry.op.toLowerCase() === op).map(({ value }) => value));
  return {
    cpuPercent: cpuPercent(measured),
    memoryUsage,
    memoryLimit: limit,
    memoryPercent: limit === 0 ? 0 : (memoryUsage / limit) * 100,
    networkRead: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    networkWritten: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    blockRead: blockSum('read'),
    blockWritten: blockSum('write'),
    pids: measured.pids_stats?.current ?? 0,
  };
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: EngineStats): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const cpus = now.online_cpus || now.cpu_usage.percpu_usage?.length || 1;
  return used > 0 && passed > 0 ? (used / passed) * cpus * 100 : 0;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
