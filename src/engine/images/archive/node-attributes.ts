/** Extended attributes and devices, with what a user namespace does not permit left out. */
import { readFileSync } from 'node:fs';
import { setFileAttribute } from '../../host/index.ts';

/** overlayfs keeps its own marks here; an archive that could write them could point a layer at any folder of the host. */
const overlayPrefixes = ['trusted.overlay.', 'user.overlay.'];

/** Whether an attribute belongs to the file, rather than to overlayfs. */
export function isKeptAttribute(name: string): boolean {
  return !overlayPrefixes.some((prefix) => name.startsWith(prefix));
}

/** Names under which a folder is marked opaque: with root's rights, and within a user namespace (`userxattr`). */
export const opaqueNames = { trusted: 'trusted.overlay.opaque', user: 'user.overlay.opaque' } as const;

/** Whether this process lives in a user namespace that has not all the host's ids. */
export function isInUserNamespace(): boolean {
  return !/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
}

export class NodeAttributes {
  readonly #rootless: boolean;

  constructor(rootless: boolean) {
    this.#rootless = rootless;
  }

  /** A file system without attributes is no reason to refuse an image; neither is what only the host's root may do. */
  set(path: string | Buffer, name: string, value: Uint8Array): void {
    this.tolerate(() => setFileAttribute(path, name, value), ['ENOTSUP', 'EOPNOTSUPP']);
  }

  setOpaque(path: string | Buffer): void {
    setFileAttribute(path, this.#rootless ? opaqueNames.user : opaqueNames.trusted, Buffer.from('y'));
  }

  /** Whether it was done; false when this process may not do it and need not. */
  tolerate(action: () => void, codes: string[] = []): boolean {
    try {
      action();
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== undefined && (codes.includes(code) || (this.#rootless && code === 'EPERM'))) return false;
      throw error;
    }
  }
}
