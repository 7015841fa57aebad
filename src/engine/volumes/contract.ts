/** What the other rooms of the engine may ask of the volumes room. */
import type { Filters, PruneResponse, VolumeCreateRequest, VolumeInspect } from '../../engine-api/index.ts';

export interface Volumes {
  create(request: VolumeCreateRequest): Promise<VolumeInspect>;
  find(name: string): VolumeInspect | undefined;
  inspect(name: string): VolumeInspect;
  list(filters?: Filters): VolumeInspect[];
  remove(name: string, options: { force?: boolean }): Promise<void>;
  /** Without the filter `all=true` only anonymous volumes, as Docker since API 1.42. */
  prune(filters: Filters): Promise<PruneResponse>;
  /** Makes the volume's folder usable by a container (mounts it if its driver options ask for it); absolute path. */
  acquire(name: string, containerId: string): Promise<string>;
  release(name: string, containerId: string): Promise<void>;
  /** Copies what the image has at the mount point into a volume that is still empty (Docker's "copy-up"). */
  copyUp(name: string, sourceFolder: string): Promise<void>;
  usage(name: string): Promise<number>;
  usedBy(source: (volume: string) => string[]): void;
}
