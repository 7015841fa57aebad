import { libcFunction, SystemCallError } from './libc.ts';

// Paths are bytes, ended by NUL: names in archives need not be UTF-8.
const lsetxattr = libcFunction(
  'int lsetxattr(const void *path, const char *name, const void *value, size_t size, int flags)',
);
const lgetxattr = libcFunction(
  'long lgetxattr(const void *path, const char *name, void *value, size_t size)',
);
const llistxattr = libcFunction('long llistxattr(const void *path, void *list, size_t size)');
const mknod = libcFunction('int mknod(const void *path, unsigned int mode, uint64_t dev)');

/** The kernel's limit for one value, and for the list of names (xattr(7)). */
const maxAttributeBytes = 65536;
const scratch = Buffer.alloc(maxAttributeBytes);

function cPath(path: string | Buffer): Buffer {
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  return Buffer.concat([bytes, Buffer.of(0)]);
}

/** Sets an extended attribute of the file itself, also where it is a link. @throws SystemCallError */
export function setFileAttribute(path: string | Buffer, name: string, value: Uint8Array): void {
  lsetxattr(cPath(path), name, value, value.length, 0);
}

/** The value of an extended attribute; undefined where the file (or the file system) has none of that name. */
export function getFileAttribute(path: string | Buffer, name: string): Buffer | undefined {
  try {
    const length = lgetxattr(cPath(path), name, scratch, scratch.length);
    return Buffer.from(scratch.subarray(0, length));
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Names of a file's extended attributes, without following a link. */
export function listFileAttributes(path: string | Buffer): string[] {
  try {
    const length = llistxattr(cPath(path), scratch, scratch.length);
    return length === 0 ? [] : scratch.toString('utf8', 0, length - 1).split('\0');
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof SystemCallError && ['ENODATA', 'ENOTSUP', 'EOPNOTSUPP'].includes(error.code);
}

/** File types of mknod(2). */
export const nodeTypes = { fifo: 0o010000, character: 0o020000, block: 0o060000 } as const;

/** Makes a device or a FIFO; `mode` has type and permission bits. @throws SystemCallError */
export function makeNode(path: string | Buffer, mode: number, major = 0, minor = 0): void {
  mknod(cPath(path), mode, deviceNumber(major, minor));
}

/** The C library's makedev(3). */
function deviceNumber(major: number, minor: number): bigint {
  const [high, low] = [BigInt(major), BigInt(minor)];
  return (
    ((high & 0xfffff000n) << 32n) | ((high & 0xfffn) << 8n) | ((low & 0xffffff00n) << 12n) | (low & 0xffn)
  );
}

/** major(3) and minor(3) of a `st_rdev`. */
export function splitDeviceNumber(device: bigint): { major: number; minor: number } {
  return {
    major: Number(((device >> 32n) & 0xfffff000n) | ((device >> 8n) & 0xfffn)),
    minor: Number(((device >> 12n) & 0xffffff00n) | (device & 0xffn)),
  };
}
