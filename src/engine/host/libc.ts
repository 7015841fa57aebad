import { constants } from 'node:os';
import koffi from 'koffi';

/** What a C function takes. Pointers are given as buffers (or `null`), strings as strings. */
export type CArgument =
  | number
  | bigint
  | string
  | null
  | NodeJS.ArrayBufferView
  | ArrayBuffer
  | (string | null)[];

/** A failed call of the C library; like Node's own, with `code` (`ENOENT`), `errno` and `syscall`. */
export class SystemCallError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;

  constructor(syscall: string, errno: number, detail = '') {
    const code = nameOfErrno(errno);
    super(`${code}: ${describeErrno(errno)}, ${syscall}${detail && ` ${detail}`}`);
    this.name = 'SystemCallError';
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
  }
}

const errnoNames = new Map<number, string>(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, value]) => [value, name]),
);

function nameOfErrno(errno: number): string {
  return errnoNames.get(errno) ?? `E${errno}`;
}

let library: ReturnType<typeof koffi.load> | undefined;

function loadLibrary(): ReturnType<typeof koffi.load> {
  library ??= koffi.load(null);
  return library;
}

let strerror: ((errno: number) => string) | undefined;

/** The C library's sentence for an errno, "No such file or directory". */
export function describeErrno(errno: number): string {
  strerror ??= loadLibrary().func('const char *strerror(int)') as (errno: number) => string;
  return strerror(errno);
}

/**
 * Binds a function of the C library, at its first call. A result of -1 throws a `SystemCallError`.
 * `prototype` is C: `int umount2(const char *target, int flags)`.
 */
export function libcFunction(prototype: string): (...args: CArgument[]) => number {
  const name = /(\w+)\s*\(/.exec(prototype)?.[1] ?? prototype;
  let bound: ((...args: CArgument[]) => number | bigint) | undefined;
  return (...args) => {
    bound ??= loadLibrary().func(prototype) as (...args: CArgument[]) => number | bigint;
    const result = Number(bound(...args));
    if (result === -1) throw new SystemCallError(name, koffi.errno(), pathsOf(args));
    return result;
  };
}

/** As `libcFunction`, but runs on a worker thread of koffi: for calls that may block. No errno: the result is all there is. */
export function libcFunctionAsync(prototype: string): (...args: CArgument[]) => Promise<number> {
  const name = /(\w+)\s*\(/.exec(prototype)?.[1] ?? prototype;
  let bound: ReturnType<ReturnType<typeof koffi.load>['func']> | undefined;
  return (...args) =>
    new Promise((resolve, reject) => {
      bound ??= loadLibrary().func(prototype);
      bound.async(...args, (error: Error | null, result: number | bigint) => {
        if (error) reject(error);
        else if (Number(result) === -1) reject(new Error(`${name} ${pathsOf(args)} failed`));
        else resolve(Number(result));
      });
    });
}

function pathsOf(args: CArgument[]): string {
  return args.filter((arg): arg is string => typeof arg === 'string' && arg.startsWith('/')).join(' → ');
}

/** Address of a buffer's first byte, for structures that hold pointers. The buffer must be kept alive by the caller. */
export function pointerTo(buffer: Buffer): bigint {
  return koffi.address(buffer);
}

const closeFd = libcFunction('int close(int fd)');

/** Closes a descriptor that the engine got from a system call; one that is closed already is an error (`EBADF`). */
export function closeDescriptor(fd: number): void {
  closeFd(fd);
}

/** Flags of `setns` and `unshare` (`<linux/sched.h>`). */
export const namespaceFlags = {
  CLONE_NEWNS: 0x20000,
  CLONE_NEWCGROUP: 0x2000000,
  CLONE_NEWUTS: 0x4000000,
  CLONE_NEWIPC: 0x8000000,
  CLONE_NEWUSER: 0x10000000,
  CLONE_NEWPID: 0x20000000,
  CLONE_NEWNET: 0x40000000,
} as const;

/** Moves this thread into the namespace of an open descriptor. */
export const setns: (fd: number, flags: number) => number = libcFunction('int setns(int fd, int nstype)');

/** Gives this thread a namespace of its own. */
export const unshare: (flags: number) => number = libcFunction('int unshare(int flags)');

const prctlCall = libcFunction(
  'int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)',
);

export function prctl(option: number, value: number): void {
  prctlCall(option, value, 0, 0, 0);
}
