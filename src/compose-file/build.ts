import type { Extensible } from './project.ts';
import type { FileReference, ServiceHook, Ulimit } from './service.ts';

/** `services.*.build`. Section "build" of the specification. */
export interface BuildConfig extends Extensible {
  context?: string;
  dockerfile?: string;
  dockerfile_inline?: string;
  entitlements?: string[];
  args?: Record<string, string | null>;
  provenance?: string;
  sbom?: string;
  ssh?: SshKey[];
  labels?: Record<string, string>;
  cache_from?: string[];
  cache_to?: string[];
  no_cache?: boolean;
  additional_contexts?: Record<string, string>;
  pull?: boolean;
  extra_hosts?: string[];
  isolation?: string;
  network?: string;
  target?: string;
  secrets?: FileReference[];
  shm_size?: string;
  tags?: string[];
  ulimits?: Record<string, Ulimit>;
  platforms?: string[];
  privileged?: boolean;
}

export interface SshKey {
  id: string;
  /** Empty: the agent's socket. */
  path?: string;
}

/** `services.*.develop`. Section "develop" of the specification. */
export interface DevelopConfig extends Extensible {
  watch?: WatchTrigger[];
}

export interface WatchTrigger extends Extensible {
  path: string;
  action: 'sync' | 'rebuild' | 'restart' | 'sync+restart' | 'sync+exec';
  target?: string;
  exec: ServiceHook;
  include?: string[];
  ignore?: string[];
  initial_sync?: boolean;
}
