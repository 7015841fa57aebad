import { closeSync, openSync } from 'node:fs';
import { libcFunction } from './libc.ts';

const syscall = libcFunction(
  'long syscall(long number, int folder, const char *path, void *how, unsigned long size)',
);

/** The same on all architectures (asm-generic/unistd.h). */
const SYS_OPENAT2 = 437;
const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
const O_DIRECTORY = 0o200000;
const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_IN_ROOT = 0x10;
/** `struct open_how`: flags, mode, resolve, 64 bits each. */
const HOW_BYTES = 24;

/**
 * Opens a folder below another so that the kernel itself keeps every link and `..` within `root` (openat2(2), RESOLVE_IN_ROOT): safe also
 * while a container changes the tree. The descriptor is good as `/proc/self/fd/<fd>`; close it.
 * @throws SystemCallError `ENOENT`, `ENOTDIR`.
 */
export function openFolderInRoot(root: string, path: string): number {
  const folder = openSync(root, O_PATH | O_DIRECTORY);
  try {
    const how = Buffer.alloc(HOW_BYTES);
    how.writeBigUInt64LE(BigInt(O_PATH | O_CLOEXEC | O_DIRECTORY), 0);
    how.writeBigUInt64LE(BigInt(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS), 16);
    return syscall(SYS_OPENAT2, folder, path, how, HOW_BYTES);
  } finally {
    closeSync(folder);
  }
}
