/** What operations tell while they work; the progress displays and log printers render it. */

export type ResourceKind = 'container' | 'network' | 'volume' | 'image' | 'service' | 'provider' | 'config';

/**
 * A change of state of one thing that is being worked on. Docker Compose's plain display is exactly
 * ` ${id} ${text} ${statusText}`; `text` is empty but for pulls and pushes.
 */
export interface ProgressEvent {
  kind: 'progress';
  resource: ResourceKind;
  /** As Docker Compose names it: `Container app-web-1`, `Network app_default`, `Volume "app_data"`, `web`, a layer's id. */
  id: string;
  /** Of a layer: the image that is pulled. */
  parent?: string;
  state: 'working' | 'done' | 'warning' | 'error';
  text: string;
  /** `Creating`, `Created`, `Starting`, `Started`, `Waiting`, `Healthy`, `Running`, `Recreate`, `Recreated`, … or an error. */
  statusText: string;
  /** Bytes. */
  current?: number;
  total?: number;
}

/** A line for the user that belongs to no resource (orphans, attributes that are ignored); without `level=…` decoration. */
export interface MessageEvent {
  kind: 'message';
  level: 'warning' | 'error' | 'info';
  /** Stable; `docs/errors/<code>.md` when there is a page. */
  code?: string;
  text: string;
}

/** Steps of a build. `service` builds `image`, or is empty where a step is for several of them; `step` is unique in the operation. Times are milliseconds since the epoch. */
export type BuildProgressEvent =
  | { kind: 'build-started'; service: string; image: string; at: number }
  | { kind: 'build-step-started'; service: string; step: string; name: string; at: number }
  | {
      kind: 'build-step-output';
      service: string;
      step: string;
      stream: 'stdout' | 'stderr';
      text: string;
    }
  | {
      kind: 'build-step-progress';
      service: string;
      step: string;
      id: string;
      status: string;
      current?: number;
      total?: number;
    }
  | { kind: 'build-step-done'; service: string; step: string; cached: boolean; at: number }
  | {
      kind: 'build-step-failed';
      service: string;
      step: string;
      error: string;
      exitCode?: number;
      at: number;
    }
  | { kind: 'build-warning'; service: string; message: string; line?: number; url?: string }
  | { kind: 'build-done'; service: string; image: string; imageId: string; at: number };

/** What a lifecycle hook says, as a line of its container. */
export interface HookOutputEvent {
  kind: 'hook-output';
  line: LogLine;
}

export type OrchestratorEvent = ProgressEvent | MessageEvent | BuildProgressEvent | HookOutputEvent;

/** One line of a container's output, without its line end. */
export interface LogLine {
  service: string;
  /** Full name, `app-web-1`. */
  container: string;
  containerId: string;
  /** What Docker Compose prefixes it with: `web-1`, or the container's own name when `container_name` is set. */
  label: string;
  stream: 'stdout' | 'stderr';
  line: string;
  /** RFC 3339 with nanoseconds; only when asked for. */
  timestamp?: string;
}

/** A container that is being listened to came, went or comes back. */
export type LifecycleEvent =
  | { kind: 'attached'; service: string; container: string; label: string }
  /** `restarting`: the engine will start it again. `web-1 exited with code 0`. `why`: what the code does not tell, and what to try. */
  | {
      kind: 'exited';
      service: string;
      container: string;
      label: string;
      exitCode: number;
      restarting: boolean;
      why?: { words: string; advice: string };
    }
  | { kind: 'recreated'; service: string; container: string; label: string };
