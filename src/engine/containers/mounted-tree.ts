import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished, type Readable } from 'node:stream';
import { bindMount, resolveInRoot, unmount } from '../host/index.ts';
import type { Container } from './container.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';
import { mountRoot, unmountRoot } from './root-filesystem.ts';

type Work<T> = (root: string, keepUntil: (stream: Readable) => void) => Promise<T>;

/**
 * Runs `work` on a container's files as the container sees them, volumes included. For one that does not run they are mounted for as long
 * as it takes: until `work` is done and the stream that it handed to `keepUntil` has ended.
 */
export async function withMountedTree<T>(room: Room, container: Container, work: Work<T>): Promise<T> {
  if (isRunning(container.state)) return work(`/proc/${container.state.pid}/root`, () => {});
  return new Promise<T>((resolve, reject) => {
    container
      .inOrder(async () => {
        if (isRunning(container.state))
          return resolve(await work(`/proc/${container.state.pid}/root`, () => {}));
        await container.ending;
        const release = await mountTree(room, container);
        let streamed: Promise<void> | undefined;
        try {
          resolve(
            await work(container.rootfs, (stream) => {
              streamed = ended(stream);
            }),
          );
          await streamed;
        } finally {
          await release();
        }
        return undefined;
      })
      .catch(reject);
  });
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve) => finished(stream, () => resolve()));
}

async function mountTree(room: Room, container: Container): Promise<() => Promise<void>> {
  const mounted: string[] = [];
  const volumes: string[] = [];
  const release = async (): Promise<void> => {
    for (const target of mounted.reverse()) unmount(target);
    unmountRoot(container);
    await Promise.all(volumes.map((name) => room.volumes.release(name, container.id)));
  };
  mountRoot(room, container);
  try {
    for (const mount of container.record.mounts) {
      if (mount.type !== 'volume' && mount.type !== 'bind') continue;
      if (mount.type === 'volume') volumes.push(mount.source);
      const source =
        mount.type === 'volume' ? await room.volumes.acquire(mount.source, container.id) : mount.source;
      if (!existsSync(source)) continue;
      const target = resolveInRoot(container.rootfs, mount.target);
      makeMountPoint(source, target);
      bindMount(source, target, { readOnly: mount.readOnly });
      mounted.push(target);
    }
    return release;
  } catch (error) {
    await release();
    throw error;
  }
}

function makeMountPoint(source: string, target: string): void {
  if (existsSync(target)) return;
  if (statSync(source).isDirectory()) {
    mkdirSync(target, { recursive: true });
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, '');
}
