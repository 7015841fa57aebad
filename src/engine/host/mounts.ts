import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { libcFunction, namespaceFlags, SystemCallError, setns, unshare } from './libc.ts';

const mountCall = libcFunction(
  'int mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data)',
);
const umountCall = libcFunction('int umount2(const char *target, int flags)');

/** Flags of mount(2) (`<linux/mount.h>`). */
export const mountFlags = {
  MS_RDONLY: 0x1,
  MS_NOSUID: 0x2,
  MS_NODEV: 0x4,
  MS_NOEXEC: 0x8,
  MS_REMOUNT: 0x20,
  MS_BIND: 0x1000,
  MS_REC: 0x4000,
  MS_PRIVATE: 0x40000,
  MS_SLAVE: 0x80000,
  MS_SHARED: 0x100000,
} as const;

/** MNT_DETACH of umount2(2): gone from the tree at once, released when its last user is. */
const MNT_DETACH = 2;

/** The kernel takes at most one page of mount options. */
const MAX_OPTIONS = 4095;

export function mount(
  source: string,
  target: string,
  type: string,
  flags = 0,
  options: string | null = null,
): void {
  mountCall(source, target, type, flags, options);
}

/** Unmounts; nothing mounted there (or no such folder) is fine. Lazy, since a process may still be looking at it. */
export function unmount(target: string): void {
  try {
    umountCall(target, MNT_DETACH);
  } catch (error) {
    if (!(error instanceof SystemCallError && ['EINVAL', 'ENOENT'].includes(error.code))) throw error;
  }
}

/** Binds a file or folder to another place; a read-only bind takes a second call (mount(2), "Remounting"). */
export function bindMount(
  source: string,
  target: string,
  options: { readOnly?: boolean; recursive?: boolean } = {},
): void {
  const flags = mountFlags.MS_BIND | (options.recursive ? mountFlags.MS_REC : 0);
  mountCall(source, target, 'none', flags, null);
  if (options.readOnly)
    mountCall(source, target, 'none', flags | mountFlags.MS_REMOUNT | mountFlags.MS_RDONLY, null);
}

export interface OverlayOptions {
  /** Lowest first. */
  lowerDirs: string[];
  /** Both or none; without them the mount is read-only. */
  upperDir?: string;
  workDir?: string;
  target: string;
}

/**
 * Mounts an overlay (kernel's Documentation/filesystems/overlayfs.rst). `volatile` keeps an unmount from waiting for the disk; what
 * is lost with it is only what a power cut would lose, and then the marker in the work folder is to be removed before the next mount.
 */
export function mountOverlay(options: OverlayOptions): void {
  const data = overlayOptions(options);
  if (data.length <= MAX_OPTIONS) mountCall('overlay', options.target, 'overlay', 0, data);
  else mountByShortPaths(options);
}

function overlayOptions({ lowerDirs, upperDir, workDir }: OverlayOptions): string {
  const lower = lowerDirs.map(escapePath).reverse().join(':');
  const writable =
    upperDir && workDir ? `,upperdir=${escapePath(upperDir)},workdir=${escapePath(workDir)},volatile` : '';
  return `lowerdir=${lower}${writable}`;
}

/** Paths relative to the folder that all layers lie in: 127 layers, the most that an image may have, fit into the page so. */
function mountByShortPaths(options: OverlayOptions): void {
  const folder = dirname(options.lowerDirs[0] ?? '/');
  const lowerDirs = options.lowerDirs.map((path) => (dirname(path) === folder ? basename(path) : path));
  const data = overlayOptions({ ...options, lowerDirs });
  if (data.length > MAX_OPTIONS) throw new SystemCallError('mount', 7, '(too many layers for one page)');
  const before = process.cwd();
  // Nothing else runs between the two changes; no other thread uses relative paths.
  process.chdir(folder);
  try {
    mountCall('overlay', options.target, 'overlay', 0, data);
  } finally {
    process.chdir(before);
  }
}

function escapePath(path: string): string {
  return path.replace(/[\\:,]/g, (character) => `\\${character}`);
}

export interface MountEntry {
  target: string;
  source: string;
  type: string;
  /** Optional fields of mountinfo: `shared:7`, `master:3`. */
  propagation: string[];
}

/** What is mounted in this process's namespace, oldest first (proc(5), /proc/pid/mountinfo). */
export function listMounts(): MountEntry[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const fields = line.split(' ');
      const dash = fields.indexOf('-');
      return {
        target: unescapeMountinfo(fields[4] ?? ''),
        source: unescapeMountinfo(fields[dash + 2] ?? ''),
        type: fields[dash + 1] ?? '',
        propagation: fields.slice(6, dash),
      };
    });
}

function unescapeMountinfo(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/**
 * Calls `start` while this thread is in a copy of the mount namespace that lacks `hidden`: a process that is started meanwhile
 * does not see those mounts, nor does anything that it starts. `start` must not wait nor create threads.
 */
export function withoutMounts<T>(hidden: string[], start: () => T): T {
  if (hidden.length === 0) return start();
  const home = openSync('/proc/thread-self/ns/mnt', 'r');
  try {
    unshare(namespaceFlags.CLONE_NEWNS);
    try {
      // The copies are peers of the originals where those are shared: without this the unmount would reach the host.
      for (const path of hidden) {
        mountCall('none', path, 'none', mountFlags.MS_PRIVATE, null);
        umountCall(path, MNT_DETACH);
      }
      return start();
    } finally {
      setns(home, namespaceFlags.CLONE_NEWNS);
    }
  } finally {
    closeSync(home);
  }
}
