import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { EngineError } from '../../shared/index.ts';
import { listMounts, mount, mountFlags, unmount } from '../host/index.ts';

/** Options of the driver `local`, as mount(8) names them. */
export interface MountOptions {
  type: string;
  device: string;
  o: string;
}

const known = new Set(['type', 'device', 'o']);

/** @throws EngineError `invalid` in Docker's words. */
export function checkMountOptions(options: Record<string, string>): MountOptions | undefined {
  const unknown = Object.keys(options).find((name) => !known.has(name) && name !== 'size');
  if (unknown !== undefined) throw new EngineError('invalid', `invalid option: ${JSON.stringify(unknown)}`);
  if (options.size !== undefined) {
    throw new EngineError('invalid', 'quota size requested but no quota support');
  }
  const { type = '', device = '', o = '' } = options;
  if (type === '' && device === '' && o === '') return undefined;
  if (device === '') throw new EngineError('invalid', 'missing required option: "device"');
  if (type === '' && !isBind(o)) throw new EngineError('invalid', 'missing required option: "type"');
  return { type, device, o };
}

function isBind(options: string): boolean {
  return options.split(',').some((option) => option === 'bind' || option === 'rbind');
}

const flags: Record<string, number> = {
  ro: mountFlags.MS_RDONLY,
  nosuid: mountFlags.MS_NOSUID,
  nodev: mountFlags.MS_NODEV,
  noexec: mountFlags.MS_NOEXEC,
  bind: mountFlags.MS_BIND,
  rbind: mountFlags.MS_BIND | mountFlags.MS_REC,
  sync: 0x10,
  dirsync: 0x80,
  noatime: 0x400,
  nodiratime: 0x800,
  relatime: 0x200000,
};

const ignored = new Set(['rw', 'defaults', 'auto', 'noauto', 'suid', 'dev', 'exec', 'async']);

export function isMounted(target: string): boolean {
  return listMounts().some((entry) => entry.target === target);
}

export async function mountVolume(target: string, options: MountOptions): Promise<void> {
  const words = options.o.split(',').filter(Boolean);
  const flag = words.reduce((sum, word) => sum | (flags[word] ?? 0), 0);
  const data = words.filter((word) => flags[word] === undefined && !ignored.has(word));
  const isBindMount = (flag & mountFlags.MS_BIND) !== 0;
  if (isBindMount && !existsSync(options.device)) {
    throw failure(target, options, 'no such file or directory');
  }
  const text = isBindMount ? '' : (await resolveAddress(options.type, data)).join(',');
  try {
    mount(options.device, target, isBindMount ? 'none' : options.type, flag, text || null);
    // The kernel ignores flags on the first call of a bind.
    const others = flag & ~(mountFlags.MS_BIND | mountFlags.MS_REC);
    if (isBindMount && others !== 0) {
      mount(options.device, target, 'none', flag | mountFlags.MS_REMOUNT, null);
    }
  } catch (error) {
    throw failure(target, options, error instanceof Error ? error.message : String(error), error);
  }
}

function failure(
  target: string,
  { device, o, type }: MountOptions,
  reason: string,
  cause?: unknown,
): EngineError {
  const what = `failed to mount local volume: mount ${device}:${target}, ${type ? `type: ${type}, ` : ''}flags: ${o}: ${reason}`;
  return new EngineError('system', what, { cause });
}

export function unmountVolume(target: string): void {
  unmount(target);
}

/** The kernel's NFS and CIFS want an address where users write a name (mount.nfs(8) does the same). */
async function resolveAddress(type: string, words: string[]): Promise<string[]> {
  if (!/^(nfs4?|cifs)$/.test(type)) return words;
  return Promise.all(
    words.map(async (word) => {
      const name = /^addr=(.+)$/.exec(word)?.[1];
      if (name === undefined) return word;
      const { address } = await lookup(name).catch((error: unknown) => {
        throw new EngineError('system', `error resolving passed in network volume address: ${name}`, {
          cause: error,
        });
      });
      return `addr=${address}`;
    }),
  );
}
