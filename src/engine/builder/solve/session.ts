import type { Containers, StepRunner } from '../../containers/contract.ts';
import type { Trash } from '../../host/index.ts';
import type { Images } from '../../images/contract.ts';
import type { BusyLayers } from '../busy-layers.ts';
import type { CacheMounts } from '../cache/cache-mounts.ts';
import type { Fingerprints } from '../cache/fingerprints.ts';
import type { StepCache } from '../cache/step-cache.ts';
import type { OpenContext } from '../context/open-context.ts';
import type { BuildRequest } from '../contract.ts';
import type { BuilderFolders } from '../folders.ts';
import type { LayerViews } from './layer-view.ts';
import type { Progress } from './progress.ts';
import type { SharedSteps } from './shared-steps.ts';

/** What all builds of an engine use together. */
export interface BuildServices {
  images: Images;
  containers: Pick<Containers, 'openSteps'>;
  cache: StepCache;
  cacheMounts: CacheMounts;
  sharedSteps: SharedSteps;
  busyLayers: BusyLayers;
  folders: BuilderFolders;
  trash: Trash;
  fingerprints: Fingerprints;
}

/** One build from its begin to its end. */
export interface BuildSession {
  services: BuildServices;
  request: BuildRequest;
  context: OpenContext;
  views: LayerViews;
  /** Runs the processes of this build. */
  steps: StepRunner;
  /** Of this build alone: on the disk, and on the file system that does not outlive a reboot. */
  temporary: string;
  runFolder: string;
  progress: Progress;
  signal: AbortSignal;
  /** Ends all steps that are under way. */
  abort: (reason: unknown) => void;
  /** Marks layers as used by this build. */
  hold: (ids: Iterable<string>) => void;
  /** Digests of what steps take from the host, by what is selected. */
  selections: Map<string, Promise<string>>;
}
