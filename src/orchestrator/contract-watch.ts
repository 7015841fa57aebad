/** What `watch` is asked and what it tells. */

import type { ProjectContext, ServiceSelection } from './contract-context.ts';
import type { CreateOptions } from './contract-converge.ts';
import type { BuildProgressEvent } from './contract-events.ts';

export interface WatchOptions extends ProjectContext, ServiceSelection {
  /** Create and start the services first; absent for `--no-up`, and where they run already. */
  up?: Pick<CreateOptions, 'quietBuild' | 'quietPull'>;
  /** `--no-build`: there can be no rules that rebuild. */
  noBuild?: boolean;
  /** Tell nothing of builds. */
  quiet?: boolean;
  /** Remove the project's images that a rebuild has left without a name. */
  prune?: boolean;
  onWatch: (event: WatchEvent) => void;
}

export type WatchEvent =
  /** What happens from now on is seen. */
  | { kind: 'enabled' }
  | { kind: 'large-batch'; changes: number }
  | { kind: 'syncing'; service: string; changes: number }
  /** Their containers end now, to begin again; until `restarted` or `failed`. */
  | { kind: 'restarting'; services: string[] }
  | { kind: 'restarted'; services: string[] }
  | { kind: 'rebuilding'; services: string[] }
  | { kind: 'build'; event: BuildProgressEvent }
  | { kind: 'built'; services: string[] }
  | { kind: 'build-failed'; message: string }
  | { kind: 'recreate-failed'; message: string }
  | { kind: 'start-failed'; message: string }
  /** A line of a rule's command. */
  | { kind: 'output'; stream: 'stdout' | 'stderr'; line: string }
  /** A batch of changes could not be carried out; the watch goes on. */
  | { kind: 'failed'; message: string };
