import type { SourcePosition } from '../shared/index.ts';

/** A warning while loading; never an error. */
export interface LoadWarning {
  code: string;
  message: string;
  position?: SourcePosition;
  /** Of `unset-variable` in a Compose file: the first value that uses it, as it is written there. */
  unset?: { name: string; path: readonly string[]; text: string };
}

/** A name with a password, or a token that a registry's token server takes for another. */
export interface RegistryCredentials {
  username?: string;
  password?: string;
  identitytoken?: string;
}

/** Where a Compose project comes from and how far it is resolved. Everything but `cwd` and `environment` may be left out. */
export interface LoadOptions {
  /** Absolute working folder of the command. */
  cwd: string;
  /** The shell's environment; it wins over env files. */
  environment: Record<string, string | undefined>;
  /** `-f`: paths, `-`, git URLs, `oci://…`; else `COMPOSE_FILE`, else `compose.yaml` and its kin here or in a folder above. */
  files?: readonly string[];
  /** `--project-directory`. */
  projectDirectory?: string;
  /** `-p`; else `COMPOSE_PROJECT_NAME`, else `name:`, else the folder's name. */
  projectName?: string;
  /** `--env-file`; else `COMPOSE_ENV_FILES`, else `.env`. */
  envFiles?: readonly string[];
  /** `--profile`; `COMPOSE_PROFILES` when empty. */
  profiles?: readonly string[];
  /** Services named on the command line: their profiles become active, and only they and what they depend on are kept. */
  services?: readonly string[];
  /** `--all-resources`: keep networks, volumes, secrets and configs that no active service uses. */
  allResources?: boolean;
  /** `--compatibility`: names with `_`. */
  compatibility?: boolean;
  /** Refuse to fetch remote files. */
  offline?: boolean;
  /** Texts that stand for Compose files on disk, by absolute path: what an editor has not saved yet. */
  contents?: ReadonlyMap<string, string>;
  /** Reads standard input for `-f -`. */
  readStdin?: () => Promise<string>;
  /**
   * Who we are to the registry of an `oci://` reference; given the reference without its scheme. Absent: what
   * `~/.docker/config.json` (or `DOCKER_CONFIG`) says, without credential helpers.
   */
  credentialsFor?: (reference: string) => Promise<RegistryCredentials | undefined>;
  /** Asks before a remote file is fetched for the first time; absent: it is fetched. */
  confirm?: (question: string) => Promise<boolean>;
  warn?: (warning: LoadWarning) => void;

  /** Record where values came from (`explainProject`). */
  explain?: boolean;

  noInterpolate?: boolean;
  noNormalize?: boolean;
  noPathResolution?: boolean;
  noConsistency?: boolean;
  /** Leave `label_file` out of the project once it is read; its hash as a container's label has it. */
  discardFiles?: boolean;
  /** Keep `env_file` unread. */
  noEnvResolution?: boolean;
}
