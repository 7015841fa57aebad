import type { ContainerSummary } from '../../engine-api/index.ts';
import type { OperationContext, ServiceSelection } from '../contract.ts';
import type { StatsSample } from '../contract-results.ts';
import { isGone } from '../execute/create-container.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';

interface CpuStats {
  cpu_usage: { total_usage: number; percpu_usage?: number[] };
  system_cpu_usage?: number;
  online_cpus?: number;
}

/** What we read of `GET /containers/{id}/stats`. */
interface EngineStats {
  cpu_stats: CpuStats;
  precpu_stats: CpuStats;
  memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>;
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null };
  pids_stats?: { current?: number };
}

type StatsOptions = OperationContext & ServiceSelection & { noStream?: boolean; all?: boolean };

/** `stats`: one sample of every container at a time; the engine's own measuring (about a second) sets the pace. */
export async function* stats(options: StatsOptions): AsyncGenerator<StatsSample[], void, undefined> {
  const { services = [] } = options;
  do {
    const containers = (
      await listContainers(options, options.project.name, { all: options.all ?? false })
    ).filter((container) => services.length === 0 || services.includes(serviceOf(container)));
    yield (await Promise.all(containers.map((container) => sample(options, container)))).flat();
    if (containers.length === 0) return;
  } while (!options.noStream && !options.signal.aborted);
}

async function sample(options: StatsOptions, container: ContainerSummary): Promise<StatsSample[]> {
  try {
    const measured = await options.client.json<EngineStats>({
      method: 'GET',
      path: `/containers/${container.Id}/stats`,
      query: { stream: false },
      signal: options.signal,
    });
    return [toSample(container, measured)];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function toSample(container: ContainerSummary, measured: EngineStats): StatsSample {
  const { usage = 0, limit = 0, stats = {} } = measured.memory_stats;
  // The page cache that can be taken back at any time is not the container's use (docker CLI, cgroup v1 and v2).
  const memoryUsage = Math.max(0, usage - (stats.total_inactive_file ?? stats.inactive_file ?? 0));
  const networks = Object.values(measured.networks ?? {});
  const blocks = measured.blkio_stats?.io_service_bytes_recursive ?? [];
  const blockSum = (op: string): number =>
    sum(blocks.filter((entry) => entry.op.toLowerCase() === op).map(({ value }) => value));
  return {
    service: serviceOf(container),
    container: nameOf(container),
    containerId: container.Id,
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
