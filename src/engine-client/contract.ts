/** What an engine's client offers to the orchestrator and the command line. */
import type { Duplex } from 'node:stream';
import type { RegistryAuth, VersionResponse } from '../engine-api/index.ts';

/** Where an engine listens. `embedded` says that it is ours and may be started when nobody answers. */
export type EngineEndpoint =
  | { transport: 'unix'; path: string; embedded: boolean }
  | { transport: 'tcp'; host: string; port: number; tls?: TlsFiles }
  | { transport: 'ssh'; host: string; user?: string; port?: number; socketPath?: string; remote?: 'tutti' };

/** Files of PEM text; `skipVerify` is a context's `SkipTLSVerify`. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
  skipVerify: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EndpointChoice {
  env: Environment;
  /** `--engine`: `embedded`, `docker`, `podman`, or an address as in `DOCKER_HOST`. */
  engine?: string;
  /** `-H` / `--host`. */
  host?: string;
  /** `-c` / `--context`. */
  context?: string;
  /** The docker client's `--tls*`, for an engine that `host` or `DOCKER_HOST` names. */
  tls?: TlsChoice;
}

/** Flags over `DOCKER_TLS`, `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`. */
export interface TlsChoice {
  /** Whether the server's certificate is checked; `undefined` says nothing about it. */
  verify?: boolean;
  /** TLS, checked or not. */
  enabled: boolean;
  /** Paths of PEM files; they have to be there. */
  ca?: string;
  cert?: string;
  key?: string;
}

/** An engine that can be connected to by its choice. */
export interface KnownEngine {
  /** `embedded`, `docker`, `podman`, a docker context's name, or `given` for one that was chosen by its address. */
  name: string;
  /** As in `DOCKER_HOST`. */
  address: string;
  choice: EndpointChoice;
}

export interface ConnectOptions extends EndpointChoice {
  /** Refuses every request that is not a read, before it is sent (`--dry-run`). */
  readOnly?: boolean;
  /** Do not start our own engine; `connectEngine` then fails with `engine-unreachable` when it does not listen. */
  noStart?: boolean;
  signal?: AbortSignal;
}

/** `undefined` leaves a parameter out; arrays repeat it; objects go as JSON (filters). */
export type QueryValue = string | number | bigint | boolean | string[] | Record<string, unknown> | undefined;

export interface EngineRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without the version prefix: `/containers/json`. */
  path: string;
  query?: Record<string, QueryValue>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is (a tar archive); exclusive with `body`. */
  rawBody?: Uint8Array | AsyncIterable<Uint8Array>;
  signal?: AbortSignal | undefined;
}

/** A response whose head has come; its body must be read to the end or cancelled. */
export interface EngineResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/**
 * One engine, over one pool of kept connections. Refusals of the engine (status ≥ 400) are thrown as `EngineError`
 * with the engine's own message; an engine that cannot be reached gives `UserError('engine-unreachable')`.
 */
export interface EngineClient {
  readonly endpoint: EngineEndpoint;
  /** As in `DOCKER_HOST`: `unix:///run/tutti/engine.sock`. */
  readonly address: string;
  readonly readOnly: boolean;
  /** The negotiated version, `1.51`; asks the engine once. */
  apiVersion(): Promise<string>;
  /** `/version` of the engine, asked once. */
  version(): Promise<VersionResponse>;
  /** Whether Podman answers; it says so in the header `Server`. */
  isPodman(): Promise<boolean>;
  /** Whether the engine offers this `/tutti/` endpoint; always false on other engines. */
  offers(extension: string): Promise<boolean>;
  /** The whole answer as JSON; `undefined` for an empty one (204, 304). */
  json<T>(request: EngineRequest): Promise<T>;
  /** Newline-delimited JSON, object by object. */
  lines<T>(request: EngineRequest): AsyncIterable<T>;
  /** The answer's head, then its bytes. */
  open(request: EngineRequest): Promise<EngineResponse>;
  /** Upgrades the connection (attach, exec start; to another protocol than `tcp` with a header `Upgrade`); the returned stream is the raw connection. */
  hijack(request: EngineRequest): Promise<Duplex>;
  /** A connection of the caller's own, with nothing said on it yet. */
  connection(): Promise<Duplex>;
  /** Closes kept connections. */
  close(): void;
}

/** Finds the credentials for registries, as the docker CLI keeps them. */
export interface Credentials {
  /** For an image's name; `undefined` when there are none. */
  forImage(reference: string): Promise<RegistryAuth | undefined>;
  /** All known, by registry address, for a build. */
  all(): Promise<Record<string, RegistryAuth>>;
}
