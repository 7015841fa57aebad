import type { ContainerConfig, HostConfig } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Room } from './room.ts';

const MINIMAL_MEMORY = 6 * 1024 * 1024;
const DEFAULT_SHM_SIZE = 64 * 1024 * 1024;

const defaultMaskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

const defaultReadonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** Docker's names of the runtime that a container gets when none is asked for. */
const defaultRuntimes = ['', 'runc', 'io.containerd.runc.v2'];

/** Of this machine. */
export interface HostDefaults {
  cgroupVersion: 1 | 2;
  /** Of the OCI runtime that runs all containers. */
  runtime: string;
}

export function hostDefaults({ cgroups, runtime }: Pick<Room, 'cgroups' | 'runtime'>): HostDefaults {
  return { cgroupVersion: cgroups.version, runtime: runtime.name };
}

/** Completes what a client left open, as inspect shows it. @throws EngineError `invalid` in Docker's words. */
export function completeHostConfig(given: HostConfig, { cgroupVersion, runtime }: HostDefaults): HostConfig {
  check(given);
  const memory = given.Memory ?? 0;
  return {
    ...given,
    NetworkMode: !given.NetworkMode || given.NetworkMode === 'default' ? 'bridge' : given.NetworkMode,
    RestartPolicy: {
      Name: given.RestartPolicy?.Name || 'no',
      MaximumRetryCount: given.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    LogConfig: { Type: given.LogConfig?.Type || 'json-file', Config: given.LogConfig?.Config ?? {} },
    CgroupnsMode: given.CgroupnsMode || (cgroupVersion === 2 && !given.Privileged ? 'private' : 'host'),
    IpcMode: given.IpcMode || 'private',
    ShmSize: given.ShmSize || DEFAULT_SHM_SIZE,
    Runtime: runtimeOf(given, runtime),
    MemorySwap: given.MemorySwap || (memory > 0 ? memory * 2 : 0),
    MaskedPaths: given.MaskedPaths ?? (given.Privileged || isUnconfined(given) ? null : defaultMaskedPaths),
    ReadonlyPaths:
      given.ReadonlyPaths ?? (given.Privileged || isUnconfined(given) ? null : defaultReadonlyPaths),
    AutoRemove: given.AutoRemove ?? false,
  };
}

function isUnconfined(hostConfig: HostConfig): boolean {
  return hostConfig.SecurityOpt?.includes('systempaths=unconfined') ?? false;
}

function refuse(message: string): never {
  throw new EngineError('invalid', message);
}

function check(given: HostConfig): void {
  const policy = given.RestartPolicy;
  if (policy?.Name && !['no', 'always', 'unless-stopped', 'on-failure'].includes(policy.Name))
    refuse(
      `invalid restart policy: unknown policy '${policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
    );
  if (policy?.MaximumRetryCount && policy.Name !== 'on-failure')
    refuse("invalid restart policy: maximum retry count can only be used with 'on-failure'");
  if (given.AutoRemove && policy?.Name && policy.Name !== 'no')
    refuse("can't create 'AutoRemove' container with restart policy");
  if (given.Memory && given.Memory < MINIMAL_MEMORY) refuse('Minimum memory limit allowed is 6MB');
  if (given.Memory && given.MemorySwap && given.MemorySwap > 0 && given.MemorySwap < given.Memory)
    refuse('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (!given.Memory && given.MemorySwap && given.MemorySwap > 0)
    refuse('You should always set the Memory limit when using Memoryswap limit, see usage');
  if (given.Memory && given.MemoryReservation && given.Memory < given.MemoryReservation)
    refuse('Minimum memory limit can not be less than memory reservation limit, see usage');
  if (given.NanoCpus && (given.CpuQuota || given.CpuPeriod))
    refuse('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if ((given.ShmSize ?? 0) < 0) refuse('SHM size can not be less than 0');
  if (given.LogConfig?.Type && !['json-file', 'local', 'none'].includes(given.LogConfig.Type))
    refuse(`logger: no log driver named '${given.LogConfig.Type}' is registered`);
}

function runtimeOf({ Runtime: asked }: HostConfig, runtime: string): string {
  return asked === undefined || defaultRuntimes.includes(asked) ? runtime : asked;
}

/** There is one runtime. @throws EngineError `invalid` in Docker's words for the name of another. */
export function checkRuntime({ Runtime = '' }: HostConfig, { runtime }: HostDefaults): void {
  if (Runtime !== runtime) refuse(`unknown or invalid runtime name: ${Runtime}`);
}

/** Docker's refusals of combinations with the network and process namespaces of others. */
export function checkCombination(config: ContainerConfig, hostConfig: HostConfig): void {
  const mode = hostConfig.NetworkMode ?? '';
  const shares = mode === 'host' || mode.startsWith('container:');
  if (!shares) return;
  if (mode.startsWith('container:') && config.Hostname)
    throw new EngineError('invalid', 'conflicting options: hostname and the network mode');
  if (mode.startsWith('container:') && Object.keys(hostConfig.PortBindings ?? {}).length > 0)
    throw new EngineError(
      'invalid',
      'conflicting options: port publishing and the container type network mode',
    );
  if (hostConfig.Links?.length)
    throw new EngineError('invalid', "conflicting options: host type networking can't be used with links");
}
