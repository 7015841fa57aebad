import { readFileSync } from 'node:fs';
import type { ContainerConfig, HostConfig, Ulimit } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { containerCapabilities, ownCapabilities } from './capabilities.ts';
import type { OciProcess } from './oci.ts';
import type { ContainerUser } from './user.ts';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** RLIM_INFINITY cannot be said in JSON numbers of ours; no limit of the kernel comes near. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

export interface ProcessRequest {
  config: ContainerConfig;
  hostConfig: HostConfig;
  args: string[];
  env: string[];
  cwd: string;
  user: ContainerUser;
  terminal: boolean;
  consoleSize: [number, number] | undefined;
  /** `--privileged` of an exec. */
  privileged: boolean;
}

/** A process of a container: its first one, or one that joins it. */
export function containerProcess(request: ProcessRequest): { process: OciProcess; warnings: string[] } {
  const { hostConfig, user } = request;
  const warnings: string[] = [];
  const capabilities = containerCapabilities(
    request.privileged ? { ...hostConfig, Privileged: true } : hostConfig,
  );
  const isRoot = user.uid === 0;
  const score = oomScore(hostConfig.OomScoreAdj ?? 0, warnings);
  return {
    warnings,
    process: {
      terminal: request.terminal,
      ...(request.terminal && request.consoleSize?.[0]
        ? { consoleSize: { height: request.consoleSize[0], width: request.consoleSize[1] } }
        : {}),
      user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids },
      args: request.args,
      env: request.env,
      cwd: request.cwd,
      capabilities: {
        bounding: capabilities,
        // A process of another user has none until it executes a file that grants them.
        effective: isRoot ? capabilities : [],
        permitted: isRoot ? capabilities : [],
        inheritable: [],
        ambient: [],
      },
      rlimits: rlimits(hostConfig.Ulimits ?? [], warnings),
      noNewPrivileges: (hostConfig.SecurityOpt ?? []).some((option) =>
        /^no-new-privileges([:=]true)?$/.test(option),
      ),
      ...(score === 0 ? {} : { oomScoreAdj: score }),
    },
  };
}

/** Docker's variables, then the container's own, which win. */
export function containerEnvironment(config: ContainerConfig, user: ContainerUser): string[] {
  const own = config.Env ?? [];
  const defaults: [string, string][] = [
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', config.Hostname ?? ''],
    ...(config.Tty ? [['TERM', 'xterm'] as [string, string]] : []),
    ['HOME', user.home],
  ];
  const isSet = (name: string): boolean => own.some((entry) => entry.startsWith(`${name}=`));
  return [...defaults.filter(([name]) => !isSet(name)).map(([name, value]) => `${name}=${value}`), ...own];
}

const limitNames =
  'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack';

function rlimits(ulimits: Ulimit[], warnings: string[]): NonNullable<OciProcess['rlimits']> {
  return ulimits.flatMap(({ Name, Soft, Hard }) => {
    if (!limitNames.split(' ').includes(Name))
      throw new EngineError('invalid', `invalid ulimit type: ${Name}`);
    if (Hard !== -1 && (Soft > Hard || Soft === -1))
      throw new EngineError(
        'invalid',
        `ulimit soft limit must be less than or equal to hard limit: ${Soft} > ${Hard}`,
      );
    const wanted = { soft: Soft === -1 ? UNLIMITED : Soft, hard: Hard === -1 ? UNLIMITED : Hard };
    const allowed = withinOwnLimit(Name, wanted);
    if (allowed.hard < wanted.hard)
      warnings.push(
        `Raising the ulimit ${Name} to ${Hard} takes CAP_SYS_RESOURCE, which this engine does not have. Limited to ${allowed.hard}.`,
      );
    return [{ type: `RLIMIT_${Name.toUpperCase()}`, ...allowed }];
  });
}

function withinOwnLimit(
  name: string,
  wanted: { soft: number; hard: number },
): { soft: number; hard: number } {
  if (ownCapabilities().has('CAP_SYS_RESOURCE')) return wanted;
  const most = ownHardLimit(name);
  return { soft: Math.min(wanted.soft, most), hard: Math.min(wanted.hard, most) };
}

function oomScore(wanted: number, warnings: string[]): number {
  const own = ownOomScore();
  if (wanted >= own || wanted === 0 || ownCapabilities().has('CAP_SYS_RESOURCE')) return wanted;
  warnings.push(
    'Lowering oom_score_adj takes CAP_SYS_RESOURCE, which this engine does not have. Setting discarded.',
  );
  return 0;
}

/** Titles of /proc/self/limits (proc(5)). */
const limitTitles: Record<string, string> = {
  as: 'Max address space',
  core: 'Max core file size',
  cpu: 'Max cpu time',
  data: 'Max data size',
  fsize: 'Max file size',
  locks: 'Max file locks',
  memlock: 'Max locked memory',
  msgqueue: 'Max msgqueue size',
  nice: 'Max nice priority',
  nofile: 'Max open files',
  nproc: 'Max processes',
  rss: 'Max resident set',
  rtprio: 'Max realtime priority',
  rttime: 'Max realtime timeout',
  sigpending: 'Max pending signals',
  stack: 'Max stack size',
};

function ownHardLimit(name: string): number {
  const title = limitTitles[name] ?? '';
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(title));
  const value = line?.slice(title.length).trim().split(/\s+/)[1];
  return value === undefined || value === 'unlimited' ? UNLIMITED : Number(value);
}

function ownOomScore(): number {
  return Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
}
