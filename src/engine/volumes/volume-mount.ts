import { lookup } from 'node:dns/promises';
import { EngineError, messageOf } from '../../shared/index.ts';
import { mount, mountFlags } from '../host/index.ts';

/** Options of mount(8) that are flags of mount(2); the others go to the file system as text. */
const flagsByOption: Record<string, number> = {
  ro: mountFlags.MS_RDONLY,
  nosuid: mountFlags.MS_NOSUID,
  nodev: mountFlags.MS_NODEV,
  noexec: mountFlags.MS_NOEXEC,
  bind: mountFlags.MS_BIND,
  rbind: mountFlags.MS_BIND | mountFlags.MS_REC,
  private: mountFlags.MS_PRIVATE,
  shared: mountFlags.MS_SHARED,
  slave: mountFlags.MS_SLAVE,
};

/** Options of mount(8) that say what is so anyway. */
const withoutEffect = new Set(['rw', 'defaults', 'suid', 'dev', 'exec', '']);

/** Mounts what a volume's driver options (`type`, `device`, `o`) name upon its folder. */
export async function mountVolume(options: Record<string, string>, folder: string): Promise<void> {
  const { type = '', device = '', o = '' } = options;
  let flags = 0;
  const texts: string[] = [];
  for (const option of o.split(',')) {
    const flag = flagsByOption[option];
    if (flag !== undefined) flags |= flag;
    else if (!withoutEffect.has(option)) texts.push(await withAddress(type, option));
  }
  try {
    mount(device, folder, type, flags, texts.join(',') || null);
    // A bind takes its read-only flag in a second call (mount(2), "Remounting").
    if (flags & mountFlags.MS_BIND && flags & mountFlags.MS_RDONLY) {
      mount(device, folder, type, flags | mountFlags.MS_REMOUNT, null);
    }
  } catch (error) {
    throw new EngineError(
      'system',
      `error while mounting volume '${folder}': failed to mount local volume: mount ${device}:${folder}, flags: 0x${flags.toString(16)}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The kernel's network file systems take addresses, not names. */
async function withAddress(type: string, option: string): Promise<string> {
  const host = /^addr=(.+)$/.exec(option)?.[1];
  if (host === undefined || !/^(nfs|cifs)/.test(type)) return option;
  try {
    return `addr=${(await lookup(host)).address}`;
  } catch (error) {
    throw new EngineError('system', `error resolving passed in network volume address: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
