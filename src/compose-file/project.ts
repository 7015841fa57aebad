import type { ServiceConfig } from './service.ts';

/** Keys that a user adds for own purposes: `x-*`. */
export interface Extensible {
  [extension: `x-${string}`]: unknown;
}

/**
 * A loaded Compose project: interpolated, merged, extended, checked, with defaults and absolute paths.
 * Keys and shapes are those of `docker compose config --format json`: durations as Go prints them ("1m30s"),
 * byte sizes as decimal strings ("1048576"), file modes as octal strings ("0440").
 */
export interface Project extends Extensible {
  name: string;
  services: Record<string, ServiceConfig>;
  networks: Record<string, NetworkConfig>;
  volumes: Record<string, VolumeConfig>;
  secrets: Record<string, FileObjectConfig>;
  configs: Record<string, FileObjectConfig>;
  models: Record<string, ModelConfig>;
  /** Names of containers and of built images are joined by `_`, as Compose v1 did (`--compatibility`). */
  compatibility?: true;
  /** Absolute folder that relative paths of the main files refer to. */
  workingDir: string;
  /** Absolute paths of the files given or found, `-` for standard input; without included and extended ones. */
  composeFiles: string[];
  /** Env files given with `--env-file` or COMPOSE_ENV_FILES; absent or empty when only `.env` was read. */
  envFiles?: string[];
  /** What `${…}` was looked up in: shell over env files. */
  environment: Record<string, string>;
  /** Active profiles. */
  profiles: string[];
  /** Services whose profiles are not active. */
  disabledServices: Record<string, ServiceConfig>;
}

export interface NetworkConfig extends Extensible {
  name?: string;
  driver?: string;
  driver_opts?: Record<string, string>;
  ipam: IpamConfig;
  external?: boolean;
  internal?: boolean;
  attachable?: boolean;
  labels?: Record<string, string>;
  enable_ipv4?: boolean;
  enable_ipv6?: boolean;
}

export interface IpamConfig extends Extensible {
  driver?: string;
  config?: IpamPool[];
}

export interface IpamPool extends Extensible {
  subnet?: string;
  gateway?: string;
  ip_range?: string;
  aux_addresses?: Record<string, string>;
}

export interface VolumeConfig extends Extensible {
  name?: string;
  driver?: string;
  driver_opts?: Record<string, string>;
  external?: boolean;
  labels?: Record<string, string>;
}

/** A secret or a config. `content` of one whose source is `environment` is the variable's value, and never printed. */
export interface FileObjectConfig extends Extensible {
  name?: string;
  file?: string;
  environment?: string;
  content?: string;
  external?: boolean;
  labels?: Record<string, string>;
  driver?: string;
  driver_opts?: Record<string, string>;
  template_driver?: string;
}

export interface ModelConfig extends Extensible {
  name?: string;
  model?: string;
  context_size?: number;
  runtime_flags?: string[];
}
