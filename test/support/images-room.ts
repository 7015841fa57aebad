/** The images room alone, with a store of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Images, openImages } from '../../src/engine/images/index.ts';
import type { JsonMessage } from '../../src/engine-api/index.ts';
import { streamOf, tarOf } from './tar.ts';

export interface TestImages {
  images: Images;
  root: string;
  /** `action id` of each event so far. */
  events: string[];
  /** Closes the room and opens the same store again, as after a restart. */
  reopen(): Promise<Images>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `env`: where credentials and registries.conf are looked for; nothing of this machine when absent. */
export async function openTestImages(env: Record<string, string> = {}): Promise<TestImages> {
  // Below /var/tmp: /tmp may be a tmpfs, which has no trusted attributes in some kernels.
  const root = mkdtempSync('/var/tmp/tutti-images-');
  const events: string[] = [];
  const open = (): Promise<Images> =>
    openImages({
      paths: { root, run: join(root, 'run') },
      events: {
        emit: (_, action, id) => void events.push(`${action} ${id}`),
        subscribe: () => () => {},
      },
      env: { PATH: process.env.PATH, HOME: root, ...env },
    });
  const room: TestImages = {
    images: await open(),
    root,
    events,
    async reopen() {
      await room.images.close();
      room.images = await open();
      return room.images;
    },
    async [Symbol.asyncDispose]() {
      await room.images.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return room;
}

/** Gathers progress messages as `id: status` lines, without the counts. */
export function progressLog(): { lines: string[]; onProgress: (message: JsonMessage) => void } {
  const lines: string[] = [];
  return {
    lines,
    onProgress: (message) => {
      const text = message.status ?? message.stream?.trimEnd();
      if (text === undefined || message.progressDetail?.total !== undefined) return;
      lines.push(message.id === undefined ? text : `${message.id}: ${text}`);
    },
  };
}

/** A small root folder, as a tar. */
export const rootfs: Buffer = tarOf([
  { name: 'etc/', mode: 0o755 },
  { name: 'etc/motd', content: 'hello\n', mtime: 1_700_000_000 },
  { name: 'bin/su', content: 'x'.repeat(3000), mode: 0o4755 },
  { name: 'sh', type: 'symlink', linkName: 'bin/su' },
]);

/** Makes an image of it with that name; its id. */
export async function importAs(room: TestImages, name: string): Promise<string> {
  const [repo, tag] = [name.slice(0, name.lastIndexOf(':')), name.slice(name.lastIndexOf(':') + 1)];
  return (await room.images.importRootfs(streamOf(rootfs), { repo, tag })).id;
}
