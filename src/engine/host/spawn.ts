import { libcFunction, SystemCallError } from './libc.ts';

const fileActionsInit = libcFunction('int posix_spawn_file_actions_init(void *actions)');
const fileActionsDup2 = libcFunction(
  'int posix_spawn_file_actions_adddup2(void *actions, int fd, int newfd)',
);
const fileActionsDestroy = libcFunction('int posix_spawn_file_actions_destroy(void *actions)');
const attributesInit = libcFunction('int posix_spawnattr_init(void *attributes)');
const attributesFlags = libcFunction('int posix_spawnattr_setflags(void *attributes, short flags)');
const attributesMask = libcFunction('int posix_spawnattr_setsigmask(void *attributes, const void *set)');
const attributesDefault = libcFunction(
  'int posix_spawnattr_setsigdefault(void *attributes, const void *set)',
);
const posixSpawn = libcFunction(
  'int posix_spawn(void *pid, const char *path, void *actions, void *attributes, const char **argv, const char **envp)',
);
const waitpid = libcFunction('int waitpid(int pid, void *status, int options)');

/** Sizes of glibc and musl on 64 bits, with room to spare. */
const ACTIONS_BYTES = 128;
const ATTRIBUTES_BYTES = 512;
const SIGNAL_SET_BYTES = 128;

const POSIX_SPAWN_SETSIGDEF = 0x04;
const POSIX_SPAWN_SETSIGMASK = 0x08;
const POSIX_SPAWN_SETSID = 0x80;
const WNOHANG = 1;

let attributes: Buffer | undefined;

/** A session of its own, no signal blocked, none ignored (Node ignores SIGPIPE, and a child would inherit that). */
function spawnAttributes(): Buffer {
  if (attributes) return attributes;
  attributes = Buffer.alloc(ATTRIBUTES_BYTES);
  attributesInit(attributes);
  attributesFlags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  attributesMask(attributes, Buffer.alloc(SIGNAL_SET_BYTES));
  attributesDefault(attributes, Buffer.alloc(SIGNAL_SET_BYTES, 0xff));
  return attributes;
}

export interface SpawnRequest {
  /** Absolute path. */
  file: string;
  /** Without the program's own name. */
  args: string[];
  env: string[];
  /** Descriptors of this process that become 0, 1 and 2 of the child. */
  stdio: readonly [number, number, number];
}

/**
 * Starts a program with posix_spawn(3) and returns its process id. Its end must be collected with `collectExits`, which is why a
 * process that uses this must not use `node:child_process` as well.
 */
export function spawnProcess({ file, args, env, stdio }: SpawnRequest): number {
  const actions = Buffer.alloc(ACTIONS_BYTES);
  fileActionsInit(actions);
  try {
    for (const [target, source] of stdio.entries()) fileActionsDup2(actions, source, target);
    const pid = Buffer.alloc(4);
    const failure = posixSpawn(pid, file, actions, spawnAttributes(), [file, ...args, null], [...env, null]);
    if (failure !== 0) throw new SystemCallError('posix_spawn', failure, file);
    return pid.readInt32LE();
  } finally {
    fileActionsDestroy(actions);
  }
}

export interface ProcessExit {
  pid: number;
  /** As a shell reports it: 128 + signal number for a process that a signal ended. */
  exitCode: number;
}

/** All children that have ended since the last call, adopted ones included. */
export function collectExits(): ProcessExit[] {
  const exits: ProcessExit[] = [];
  const status = Buffer.alloc(4);
  for (;;) {
    const pid = waitAny(status);
    if (pid <= 0) return exits;
    const value = status.readInt32LE();
    const signal = value & 0x7f;
    exits.push({ pid, exitCode: signal === 0 ? (value >> 8) & 0xff : 128 + signal });
  }
}

function waitAny(status: Buffer): number {
  try {
    return waitpid(-1, status, WNOHANG);
  } catch (error) {
    if (error instanceof SystemCallError && error.code === 'ECHILD') return 0;
    throw error;
  }
}
