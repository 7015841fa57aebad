import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { cpus, hostname, machine, release, totalmem } from 'node:os';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

/** What `GET /info` says of the machine, read when it is asked for. */
export function hostFacts(root: string): Record<string, unknown> {
  const cgroups = cgroupFacts();
  return {
    ID: machineId(),
    Name: hostname(),
    KernelVersion: release(),
    OperatingSystem: operatingSystem(),
    OSVersion: osRelease().VERSION_ID ?? '',
    OSType: 'linux',
    Architecture: machine(),
    NCPU: cpus().length,
    MemTotal: totalmem(),
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', fileSystemOf(root)],
      ['Supports d_type', 'true'],
      ['Native Overlay Diff', 'true'],
    ],
    CgroupDriver: 'cgroupfs',
    ...cgroups,
    IPv4Forwarding: readText('/proc/sys/net/ipv4/ip_forward').trim() === '1',
    Warnings: warnings(cgroups),
  };
}

interface CgroupFacts {
  CgroupVersion: '1' | '2';
  MemoryLimit: boolean;
  SwapLimit: boolean;
  CpuCfsPeriod: boolean;
  CpuCfsQuota: boolean;
  CPUShares: boolean;
  CPUSet: boolean;
  PidsLimit: boolean;
  OomKillDisable: boolean;
}

function cgroupFacts(): CgroupFacts {
  const controllers = readText(join(CGROUPS, 'cgroup.controllers')).trim();
  if (controllers) return cgroupV2Facts(new Set(controllers.split(' ')));
  const has = (path: string): boolean => existsSync(join(CGROUPS, path));
  return {
    CgroupVersion: '1',
    MemoryLimit: has('memory/memory.limit_in_bytes'),
    SwapLimit: has('memory/memory.memsw.limit_in_bytes'),
    CpuCfsPeriod: has('cpu/cpu.cfs_period_us'),
    CpuCfsQuota: has('cpu/cpu.cfs_quota_us'),
    CPUShares: has('cpu/cpu.shares'),
    CPUSet: has('cpuset/cpuset.cpus'),
    PidsLimit: has('pids'),
    OomKillDisable: has('memory/memory.oom_control'),
  };
}

function cgroupV2Facts(controllers: Set<string>): CgroupFacts {
  const cpu = controllers.has('cpu');
  return {
    CgroupVersion: '2',
    MemoryLimit: controllers.has('memory'),
    SwapLimit: controllers.has('memory'),
    CpuCfsPeriod: cpu,
    CpuCfsQuota: cpu,
    CPUShares: cpu,
    CPUSet: controllers.has('cpuset'),
    PidsLimit: controllers.has('pids'),
    OomKillDisable: false,
  };
}

/** Docker's own sentences: `docker info` prints them at its end. */
function warnings(facts: CgroupFacts): string[] | null {
  const missing: [boolean, string][] = [
    [facts.MemoryLimit, 'memory limit'],
    [facts.SwapLimit, 'swap limit'],
    [facts.CpuCfsQuota, 'cpu cfs quota'],
    [facts.CPUShares, 'cpu shares'],
    [facts.CPUSet, 'cpuset'],
    [facts.PidsLimit, 'pids limit'],
  ];
  const lines = missing.filter(([present]) => !present).map(([, name]) => `WARNING: No ${name} support`);
  return lines.length > 0 ? lines : null;
}

/** `f_type` of statfs(2), for the file systems that overlayfs is put upon. */
const fileSystems: Record<number, string> = {
  0xef53: 'extfs',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlayfs',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
};

function fileSystemOf(folder: string): string {
  return fileSystems[statfsSync(folder).type] ?? '<unknown>';
}

function operatingSystem(): string {
  return osRelease().PRETTY_NAME ?? 'Linux';
}

/** os-release(5). */
function osRelease(): Record<string, string> {
  const text = readText('/etc/os-release') || readText('/usr/lib/os-release');
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"([^"\n]*)"|(\S*))$/gm)];
  return Object.fromEntries(pairs.map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']));
}

function machineId(): string {
  return readText('/etc/machine-id').trim();
}

/** Empty when there is no such file. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
