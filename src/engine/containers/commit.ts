import { existsSync, readdirSync } from 'node:fs';
import type { ContainerConfig } from '../../engine-api/index.ts';
import { run } from '../host/index.ts';
import { imageHas } from './changes.ts';
import { applyChanges } from './commit-changes.ts';
import type { Container } from './container.ts';
import type { Containers } from './contract.ts';
import { removeMountPlaces } from './mount-places.ts';
import type { Room } from './room.ts';
import { imageOf } from './root-filesystem.ts';

type CommitOptions = Parameters<Containers['commit']>[1];

/** Makes an image of a container's files and configuration; its id. */
export async function commitContainer(
  room: Room,
  container: Container,
  options: CommitOptions,
): Promise<string> {
  const image = imageOf(room, container);
  const pauses = (options.pause ?? true) && container.state.status === 'running';
  const draft = hasChanged(container) ? await room.images.beginLayer() : undefined;
  try {
    if (pauses) room.cgroups.freeze(container.cgroup, true);
    try {
      if (draft) await copyTree(container.upperDir, draft.upperDir);
    } finally {
      if (pauses) room.cgroups.freeze(container.cgroup, false);
    }
    if (draft) removeMountPlaces(draft.upperDir, (path) => imageHas(room, container, path));
    const layer = await draft?.commit();
    const created = new Date().toISOString();
    const { architecture, os, variant, history = [] } = image.config;
    const committed = await room.images.addImage({
      config: {
        created,
        architecture,
        os,
        ...(variant ? { variant } : {}),
        ...(options.author ? { author: options.author } : {}),
        config: applyChanges(imageConfig(container.record.config), options.changes ?? []),
        history: [
          ...history,
          {
            created,
            created_by: [container.record.path, ...container.record.args].join(' '),
            ...(options.comment ? { comment: options.comment } : {}),
            ...(layer ? {} : { empty_layer: true }),
          },
        ],
      },
      layers: [...image.layers, ...(layer ? [layer] : [])],
      ...(options.repo ? { tags: [`${options.repo}:${options.tag || 'latest'}`] } : {}),
      parent: image.id,
    });
    container.emit(room.events, 'commit', { comment: options.comment ?? '', imageID: committed.id });
    return committed.id;
  } catch (error) {
    await draft?.discard();
    throw error;
  }
}

/** One that never ran may have no folder for changes yet. */
function hasChanged({ upperDir }: Container): boolean {
  return existsSync(upperDir) && readdirSync(upperDir).length > 0;
}

/** What is the container's alone does not go into the image. */
function imageConfig(config: ContainerConfig): ContainerConfig {
  const {
    Hostname: _hostname,
    Domainname: _domainname,
    AttachStdin: _stdin,
    AttachStdout: _stdout,
    AttachStderr: _stderr,
    Image: _image,
    ...portable
  } = config;
  return portable;
}

/** With owners, times, extended attributes and the devices that stand for deletions. */
async function copyTree(from: string, to: string): Promise<void> {
  await run('cp', ['--archive', '--reflink=auto', '--', `${from}/.`, to]);
}
