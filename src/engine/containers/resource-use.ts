import { totalmem } from 'node:os';
import type { Cgroups } from '../host/index.ts';

/** What a container uses: nanoseconds and bytes. */
export interface ResourceUse {
  cpuTotal: number;
  cpuKernel: number;
  cpuUser: number;
  memory: number;
  memoryLimit: number;
  memoryDetails: Record<string, number>;
  processes: number;
  processLimit: number | undefined;
  io: { major: number; minor: number; op: string; value: number }[];
}

/** Above this, a limit of version 1 means none. */
const NO_LIMIT = 2 ** 62;
/** Ticks of cpuacct.stat, in nanoseconds. */
const TICK = 10_000_000;

export function readResourceUse(cgroups: Cgroups, path: string): ResourceUse {
  return cgroups.version === 2 ? readUnified(cgroups, path) : readSeparate(cgroups, path);
}

function readUnified(cgroups: Cgroups, path: string): ResourceUse {
  const cpu = keyed(cgroups.read(path, 'cpu', 'cpu.stat'));
  return {
    cpuTotal: (cpu.usage_usec ?? 0) * 1000,
    cpuKernel: (cpu.system_usec ?? 0) * 1000,
    cpuUser: (cpu.user_usec ?? 0) * 1000,
    memory: number(cgroups.read(path, 'memory', 'memory.current')) ?? 0,
    memoryLimit: limit(cgroups.read(path, 'memory', 'memory.max')),
    memoryDetails: keyed(cgroups.read(path, 'memory', 'memory.stat')),
    processes: number(cgroups.read(path, 'pids', 'pids.current')) ?? 0,
    processLimit: number(cgroups.read(path, 'pids', 'pids.max')),
    io: unifiedIo(cgroups.read(path, 'io', 'io.stat') ?? ''),
  };
}

function readSeparate(cgroups: Cgroups, path: string): ResourceUse {
  const ticks = keyed(cgroups.read(path, 'cpuacct', 'cpuacct.stat'));
  return {
    cpuTotal: number(cgroups.read(path, 'cpuacct', 'cpuacct.usage')) ?? 0,
    cpuKernel: (ticks.system ?? 0) * TICK,
    cpuUser: (ticks.user ?? 0) * TICK,
    memory: number(cgroups.read(path, 'memory', 'memory.usage_in_bytes')) ?? 0,
    memoryLimit: limit(cgroups.read(path, 'memory', 'memory.limit_in_bytes')),
    memoryDetails: keyed(cgroups.read(path, 'memory', 'memory.stat')),
    processes: number(cgroups.read(path, 'pids', 'pids.current')) ?? 0,
    processLimit: number(cgroups.read(path, 'pids', 'pids.max')),
    io: separateIo(cgroups.read(path, 'blkio', 'blkio.throttle.io_service_bytes') ?? ''),
  };
}

function number(text: string | undefined): number | undefined {
  const value = Number(text?.trim());
  return Number.isNaN(value) ? undefined : value;
}

function limit(text: string | undefined): number {
  const value = number(text);
  return value === undefined || value > NO_LIMIT ? totalmem() : value;
}

/** Lines of a name and a number. */
function keyed(text: string | undefined): Record<string, number> {
  const rows = (text ?? '').split('\n').map((line) => line.split(' '));
  return Object.fromEntries(rows.filter(([name]) => name).map(([name, value]) => [name, Number(value)]));
}

/** `8:0 rbytes=1 wbytes=2 …` */
function unifiedIo(text: string): ResourceUse['io'] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\d+):(\d+) .*?rbytes=(\d+) wbytes=(\d+)/.exec(line);
    if (!match) return [];
    const [major = 0, minor = 0, read = 0, written = 0] = match.slice(1).map(Number);
    return [
      { major, minor, op: 'read', value: read },
      { major, minor, op: 'write', value: written },
    ];
  });
}

/** `8:0 Read 1` */
function separateIo(text: string): ResourceUse['io'] {
  return [...text.matchAll(/^(\d+):(\d+) (Read|Write) (\d+)$/gm)].map(([, major, minor, op = '', value]) => ({
    major: Number(major),
    minor: Number(minor),
    op: op.toLowerCase(),
    value: Number(value),
  }));
}
