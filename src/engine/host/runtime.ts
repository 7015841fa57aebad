import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { bindMount, listMounts, unmount } from './mounts.ts';
import { spreadFolders } from './spread-folders.ts';

export interface OciRuntime {
  name: 'crun' | 'runc';
  /** Program and the arguments that come before the verb. */
  command: string[];
  /** Folder in which the runtime keeps a folder per container. */
  stateDir: string;
  /** Mounts that it must not see (`StartCall.hiddenMounts`). */
  hiddenMounts: string[];
}

/** The first match in PATH, as a shell would find it; the system folders are searched too. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/local/sbin',
    '/usr/sbin',
    '/usr/bin',
    '/sbin',
    '/bin',
  ];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** `crun`, else `runc`; `TUTTI_RUNTIME` names one of them. @throws EngineError `unavailable` when it is not installed. */
export function findRuntime(): { name: 'crun' | 'runc'; program: string } {
  const wanted = process.env.TUTTI_RUNTIME;
  for (const name of ['crun', 'runc'] as const) {
    const program = wanted && wanted !== name ? undefined : findProgram(name);
    if (program) return { name, program: realpathSync(program) };
  }
  throw new EngineError(
    'unavailable',
    wanted
      ? `the OCI runtime '${wanted}' of TUTTI_RUNTIME is not installed, or is not one of crun and runc`
      : 'no OCI runtime was found: install crun or runc (apt-get install crun)',
  );
}

/**
 * The runtime is run from a read-only bind mount in the run folder: then no container can overwrite it
 * (CVE-2019-5736), and it need not copy itself into memory before each start.
 */
export function openRuntime(run: string): OciRuntime {
  const { name, program } = findRuntime();
  return prepare(name, program, run);
}

/** Takes the mount away; for when nothing runs that it started. */
export function closeRuntime(runtime: OciRuntime): void {
  const [program] = runtime.command;
  if (program !== undefined) unmount(program);
}

function prepare(name: 'crun' | 'runc', program: string, run: string): OciRuntime {
  const folder = join(run, 'runtime');
  const stateDir = join(folder, 'state');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  spreadFolders(stateDir);
  const target = join(folder, basename(program));
  const isMounted = listMounts().some((mount) => mount.target === target);
  // An upgrade of the package leaves the old file mounted.
  if (!isMounted || statSync(target).ino !== statSync(program).ino) {
    unmount(target);
    closeSync(openSync(target, 'a', 0o755));
    bindMount(program, target, { readOnly: true });
  }
  const global = ['--root', stateDir, '--log-format', 'json'];
  return name === 'crun'
    ? {
        name,
        command: [target, ...global, '--cgroup-manager', 'cgroupfs'],
        stateDir,
        hiddenMounts: hybridHierarchy(),
      }
    : { name, command: [target, ...global], stateDir, hiddenMounts: [] };
}

/** On a hybrid host whose cgroup v2 has controllers crun gives up, although it needs none of them. */
function hybridHierarchy(): string[] {
  const unified = '/sys/fs/cgroup/unified';
  const controllers = join(unified, 'cgroup.controllers');
  return existsSync(controllers) && readFileSync(controllers, 'utf8').trim() ? [unified] : [];
}
