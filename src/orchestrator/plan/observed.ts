import type {
  ContainerInspect,
  ContainerSummary,
  ImageInspect,
  NetworkInspect,
  VolumeInspect,
} from '../../engine-api/index.ts';
import type { EngineDefaults } from './left-empty.ts';

/** What is there, as far as a plan needs it. */
export interface Observed {
  /** All of the project, one-off ones included. */
  containers: ContainerSummary[];
  /** Those with the names or ids that the project uses. */
  networks: NetworkInspect[];
  volumes: VolumeInspect[];
  /** By the name that services use. */
  images: Map<string, ImageInspect>;
  /** By container id, where a plan is to name the fields that changed. */
  details?: Map<string, ContainerInspect>;
  defaults?: EngineDefaults;
}
