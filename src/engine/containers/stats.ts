import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { formatTimestamp } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { isRunning } from './record.ts';
import { type ResourceUse, readResourceUse } from './resource-use.ts';
import type { Room } from './room.ts';

const SECOND_MS = 1000;
const NO_TIME = '0001-01-01T00:00:00Z';

interface Sample {
  at: string;
  use: ResourceUse;
  system: number;
}

/** As `GET /containers/{id}/stats`: a sample a second, each with the one before, so that a client can tell the share of CPU. */
export async function* containerStats(
  room: Room,
  container: Container,
  options: { stream: boolean; oneShot: boolean; signal?: AbortSignal },
): AsyncGenerator {
  let before: Sample | undefined;
  if (!options.stream && !options.oneShot && isRunning(container.state)) {
    before = takeSample(room, container);
    await pause(options.signal);
  }
  for (;;) {
    if (options.signal?.aborted || container.removed) return;
    const sample = isRunning(container.state) ? takeSample(room, container) : undefined;
    yield wireSample(container, sample, before);
    if (!options.stream) return;
    before = sample;
    await pause(options.signal);
  }
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await delay(SECOND_MS, undefined, signal ? { signal } : {}).catch(() => {});
}

function now(): string {
  return formatTimestamp(BigInt(Date.now()) * 1_000_000n);
}

function takeSample(room: Room, container: Container): Sample {
  return { at: now(), use: readResourceUse(room.cgroups, container.cgroup), system: systemCpu() };
}

/** Nanoseconds that all processors together have been busy or idle: the first seven columns of /proc/stat, in ticks of 10 ms. */
function systemCpu(): number {
  const line = /^cpu\s+(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const ticks = line
    .split(/\s+/)
    .slice(0, 7)
    .reduce((sum, value) => sum + Number(value), 0);
  return ticks * 10_000_000;
}

function wireSample(container: Container, sample: Sample | undefined, before: Sample | undefined): unknown {
  return {
    name: `/${container.name}`,
    id: container.id,
    read: sample?.at ?? NO_TIME,
    preread: before?.at ?? NO_TIME,
    num_procs: 0,
    storage_stats: {},
    pids_stats: sample
      ? {
          current: sample.use.processes,
          ...(sample.use.processLimit ? { limit: sample.use.processLimit } : {}),
        }
      : {},
    blkio_stats: { io_service_bytes_recursive: sample?.use.io ?? null },
    cpu_stats: wireCpu(sample),
    precpu_stats: wireCpu(before),
    memory_stats: sample
      ? { usage: sample.use.memory, limit: sample.use.memoryLimit, stats: sample.use.memoryDetails }
      : {},
    ...(sample ? { networks: readInterfaces(container) } : {}),
  };
}

function wireCpu(sample: Sample | undefined): unknown {
  const throttling = { periods: 0, throttled_periods: 0, throttled_time: 0 };
  if (!sample) {
    return {
      cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
      throttling_data: throttling,
    };
  }
  const { cpuTotal, cpuKernel, cpuUser } = sample.use;
  return {
    cpu_usage: { total_usage: cpuTotal, usage_in_kernelmode: cpuKernel, usage_in_usermode: cpuUser },
    system_cpu_usage: sample.system,
    online_cpus: availableParallelism(),
    throttling_data: throttling,
  };
}

/** Counters of the interfaces that the container sees (proc(5), /proc/net/dev), but for its loopback. */
function readInterfaces(container: Container): Record<string, Record<string, number>> {
  const mode = container.record.hostConfig.NetworkMode ?? '';
  if (mode === 'host' || mode === 'none') return {};
  const rows = readFileSync(`/proc/${container.state.pid}/net/dev`, 'utf8').split('\n').slice(2);
  const interfaces: Record<string, Record<string, number>> = {};
  for (const row of rows) {
    const [name = '', counters = ''] = row.split(':');
    if (name.trim() === '' || name.trim() === 'lo') continue;
    const fields = counters.trim().split(/\s+/).map(Number);
    const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDropped = 0] = fields;
    const [txBytes = 0, txPackets = 0, txErrors = 0, txDropped = 0] = fields.slice(8);
    interfaces[name.trim()] = {
      rx_bytes: rxBytes,
      rx_packets: rxPackets,
      rx_errors: rxErrors,
      rx_dropped: rxDropped,
      tx_bytes: txBytes,
      tx_packets: txPackets,
      tx_errors: txErrors,
      tx_dropped: txDropped,
    };
  }
  return interfaces;
}
