import type { ContainerInspect } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';
import { inspectContainer } from '../observe/containers.ts';

/** Podman's timers run the first check when the container starts: one that has not come by then has no timer. Milliseconds. */
const patience = 1_000;

/** Where systemd is at work: its timers are a second late at most, and start a process for each check, on a machine that may be busy. */
const patienceWithSystemd = 10_000;
/** How long one check may take where none is named, and until when it is in no log. Milliseconds. */
const defaultTimeout = 30_000;

/** What an engine has that names no interval. Milliseconds. */
const defaultInterval = 30_000;

interface Course {
  /** The newest check in the log, by its start; the container's start when there is none. */
  newest: string;
  /** When this was first seen, on this process's clock. */
  seenAt: number;
  /** Whether this process ran the newest check: then nobody else does. */
  ours: boolean;
}

/**
 * Runs the health checks that one waits for and that nobody runs. Podman leaves them to timers of systemd: where there is none
 * (in a container, on a distribution with another init), a container would stay "starting" without end. As soon as a check that
 * is not ours appears, they are left to the engine again. Where Podman leaves cgroups to systemd, it is there, and runs them: then they
 * are ours only long after they should have come. Times are measured on one clock, as a remote engine's may be another.
 */
export class OverdueHealthChecks {
  readonly #client: EngineClient;
  readonly #courses = new Map<string, Course>();
  readonly #running = new Map<string, Promise<void>>();
  #systemd: Promise<boolean> | undefined;

  constructor(client: EngineClient) {
    this.#client = client;
  }

  /** Runs the container's check when it is overdue. Milliseconds until one should look again; undefined when its engine sees to it. */
  async attend(id: string, found: ContainerInspect, signal: AbortSignal): Promise<number | undefined> {
    if (found.State.Health?.Status !== 'starting' || !found.State.Running) return undefined;
    if (!(await this.#client.isPodman())) return undefined;
    const course = this.#course(id, found);
    const left = dueIn(course, found, await this.#patience(found));
    if (left > 0) return left;
    await this.#runOnce(id, course.newest, signal);
    return 0;
  }

  async #patience({ Config }: ContainerInspect): Promise<number> {
    this.#systemd ??= this.#client
      .json<{ CgroupDriver?: string }>({ method: 'GET', path: '/info' })
      .then(({ CgroupDriver }) => CgroupDriver === 'systemd');
    if (!(await this.#systemd)) return patience;
    const { Timeout = 0 } = Config.Healthcheck ?? {};
    return patienceWithSystemd + (Timeout > 0 ? Timeout / 1e6 : defaultTimeout);
  }

  #course(id: string, found: ContainerInspect): Course {
    const newest = newestCheck(found);
    const known = this.#courses.get(id);
    if (known?.newest === newest) return known;
    const course = { newest, seenAt: performance.now(), ours: false };
    this.#courses.set(id, course);
    return course;
  }

  /** Several may wait for the same container. */
  #runOnce(id: string, newest: string, signal: AbortSignal): Promise<void> {
    const running =
      this.#running.get(id) ?? this.#run(id, newest, signal).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  async #run(id: string, newest: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#client.json({ method: 'GET', path: `/libpod/containers/${id}/healthcheck`, signal });
    } catch (error) {
      // It has ended or is gone meanwhile, which whoever waits for it sees.
      const gone = error instanceof EngineError && (error.kind === 'conflict' || error.kind === 'not-found');
      if (!gone) throw error;
    }
    const found = await inspectContainer({ client: this.#client, signal }, id);
    const now = found === undefined ? newest : newestCheck(found);
    this.#courses.set(id, { newest: now, seenAt: performance.now(), ours: true });
  }
}

function newestCheck({ State }: ContainerInspect): string {
  return State.Health?.Log?.at(-1)?.Start ?? State.StartedAt;
}

function dueIn({ seenAt, ours }: Course, { State, Config }: ContainerInspect, patienceNow: number): number {
  const last = State.Health?.Log?.at(-1);
  const { Interval = 0 } = Config.Healthcheck ?? {};
  const interval = Interval > 0 ? Interval / 1e6 : defaultInterval;
  const duration = last === undefined ? 0 : Math.max(0, Date.parse(last.End) - Date.parse(last.Start));
  const wait = last === undefined ? patienceNow : interval + (ours ? 0 : duration + patienceNow);
  return seenAt + wait - performance.now();
}
