import { setTimeout as delay } from 'node:timers/promises';
import type { Project } from '../../compose-file/index.ts';
import { advice, type ContainerInspect, type ContainerSummary, endInWords } from '../../engine-api/index.ts';
import type { AttachOptions, UpOptions, UpResult } from '../contract.ts';
import { isConflict, isGone } from '../execute/create-container.ts';
import type { Made } from '../execute/made.ts';
import { label } from '../labels.ts';
import { isRegular, logLabel, nameOf, serviceOf } from '../model/names.ts';
import { inspectContainer, listContainers } from '../observe/containers.ts';
import type { Standing } from '../plan/converge.ts';
import { outputOf } from '../streams/attach-stream.ts';
import { linesOf } from '../streams/container-logs.ts';
import { isStartedAgain, openProjectEvents } from '../streams/project-events.ts';
import type { ContainerEvent } from '../streams/restart-verdict.ts';
import { AttachedOutput } from './attached-output.ts';
import { attachedServices } from './attached-services.ts';
import { kill } from './kill.ts';
import { summaryOf } from './logs.ts';
import { openOutput } from './open-output.ts';
import { startServices } from './start-services.ts';
import { stop } from './stop.ts';
import { whenAborted } from './when-aborted.ts';

type AttachedOptions = UpOptions & { attach: AttachOptions };

/** Starts with the containers' output connected from their first byte, and returns when all that it watches have ended. */
export async function attachedUp(
  options: AttachedOptions,
  project: Project,
  standing: Map<string, Standing[]>,
  made: Made,
): Promise<UpResult> {
  return new AttachedRun(options, project, standing, made).run();
}

/** Milliseconds. Docker's log of a run ends with it; other engines' go on with the next, and nothing tells that all of one was shown. */
const lastWords = 200;

/** SIGHUP, SIGINT, SIGTERM. */
const askedToEnd: ReadonlySet<number> = new Set([129, 130, 143]);

class AttachedRun {
  readonly #options: AttachedOptions;
  readonly #project: Project;
  readonly #standing: Map<string, Standing[]>;
  readonly #made: Made;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #watched: Set<string>;
  /** Ids of watched containers that have not ended. */
  readonly #alive = new Set<string>();
  /** By the ids of containers. */
  readonly #outputs = new Map<string, AttachedOutput>();
  readonly #background: Promise<void>[] = [];
  /** Ids of containers that were seen to start, and not to end. */
  readonly #running = new Set<string>();
  readonly #allEnded = Promise.withResolvers<void>();
  readonly #enough = new AbortController();
  #starting: Promise<void> | undefined;
  #exitCode = 0;
  #fromSeen = false;
  #stopping = false;

  constructor(options: AttachedOptions, project: Project, standing: Map<string, Standing[]>, made: Made) {
    this.#options = options;
    this.#project = project;
    this.#standing = standing;
    this.#made = made;
    this.#signal = AbortSignal.any([options.signal, this.#over.signal]);
    const named = options.services ?? [];
    this.#watched = new Set(named.length > 0 ? named : attachedServices(this.#project, this.#options));
  }

  async run(): Promise<UpResult> {
    const { attach } = this.#options;
    try {
      const events = await openProjectEvents(
        { client: this.#options.client, signal: this.#signal },
        this.#project.name,
      );
      await this.#attachAll();
      for (const id of this.#watchedIds()) this.#alive.add(id);
      for (const { id, running } of [...this.#standing.values()].flat())
        if (running && id) this.#running.add(id);
      void whenAborted(attach.stop).then(() => this.#stop());
      void whenAborted(attach.kill).then(() => this.#kill());
      const watching = this.#watch(events);
      this.#starting = this.#start();
      await Promise.race([this.#starting, watching]);
      if (this.#alive.size > 0)
        await Promise.race([this.#allEnded.promise, whenAborted(attach.detach), watching]);
      await Promise.all(this.#background);
      if (!attach.detach?.aborted) await Promise.all(this.#outputsOfWatched());
      return { exitCode: this.#exitCode, project: this.#project, failed: [] };
    } finally {
      this.#over.abort();
    }
  }

  #watchedIds(): string[] {
    return [...this.#standing]
      .filter(([service]) => this.#watched.has(service))
      .flatMap(([, containers]) => containers.flatMap(({ id }) => id ?? []));
  }

  /** The display ended with the creation: only warnings of the start are told. */
  async #start(): Promise<void> {
    const { onEvent } = this.#options;
    const quiet = {
      ...this.#options,
      onEvent: (event: Parameters<typeof onEvent>[0]) =>
        void ((event.kind === 'message' || event.kind === 'hook-output') && onEvent(event)),
    };
    try {
      await startServices(quiet, this.#project, this.#standing, {
        made: this.#made,
        enough: this.#enough.signal,
      });
    } catch (error) {
      if (!this.#stopping) throw error;
    }
  }

  async #attachAll(): Promise<void> {
    const services = attachedServices(this.#project, this.#options);
    const containers = (
      await listContainers({ client: this.#options.client, signal: this.#signal }, this.#project.name, {
        oneOff: 'exclude',
      })
    )
      .filter((container) => services.includes(serviceOf(container)))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    await this.#options.attach.onAttaching?.(containers.map(logLabel), this.#project);
    await Promise.all(containers.map((container) => this.#attach(container)));
  }

  async #attach(container: ContainerSummary): Promise<void> {
    const query = { client: this.#options.client, signal: this.#signal, project: this.#project };
    const stream = await openOutput(query, container);
    this.#over.signal.addEventListener('abort', () => stream.destroy(), { once: true });
    const tty = this.#project.services[serviceOf(container)]?.tty ?? false;
    this.#outputOf(container).listen(linesOf(container, outputOf(stream, tty), false));
  }

  #outputOf(container: ContainerSummary): AttachedOutput {
    const { onLog, onLifecycle } = this.#options.attach;
    const known = this.#outputs.get(container.Id);
    if (known !== undefined) return known;
    const query = { client: this.#options.client, signal: this.#signal };
    const output = new AttachedOutput(query, container, onLog);
    this.#outputs.set(container.Id, output);
    onLifecycle({ kind: 'attached', ...titleOf(container) });
    return output;
  }

  /** A dependency that is only shown (`--attach-dependencies`) may run on after all that is waited for. */
  #outputsOfWatched(): Promise<void>[] {
    return [...this.#outputs.values()]
      .filter(({ container }) => this.#watched.has(serviceOf(container)))
      .flatMap(({ all }) => all ?? []);
  }

  /** Never resolves while something may still happen; fails when the engine's events do. Containers do not wait for each other. */
  async #watch(events: AsyncIterable<ContainerEvent>): Promise<never> {
    const { promise: failed, reject } = Promise.withResolvers<never>();
    const reading = (async () => {
      const last = new Map<string, Promise<void>>();
      for await (const event of events) {
        const { ID } = event.Actor;
        const next = (last.get(ID) ?? Promise.resolve()).then(() => this.#react(event));
        next.catch(reject);
        last.set(ID, next);
      }
    })();
    reading.catch((error: unknown) => {
      if (!this.#over.signal.aborted) reject(error);
    });
    return failed;
  }

  async #react(event: ContainerEvent): Promise<void> {
    const { Action, Actor } = event;
    const container = summaryOf(Actor);
    if (!isRegular(container) || !this.#watched.has(serviceOf(container))) return;
    if (Action === 'create') {
      this.#alive.add(container.Id);
      const replaced = Actor.Attributes[label.replace];
      if (replaced)
        this.#options.attach.onLifecycle({ kind: 'recreated', ...titleOf(container), label: replaced });
    }
    if (Action === 'start') this.#started(container);
    if (Action === 'die') await this.#died(container, event);
    if (Action === 'destroy') this.#ended(container.Id);
  }

  #started(container: ContainerSummary): void {
    this.#alive.add(container.Id);
    this.#running.add(container.Id);
    if (attachedServices(this.#project, this.#options).includes(serviceOf(container)))
      this.#outputOf(container).started();
  }

  /** The line of its end comes after its last output. */
  async #died(container: ContainerSummary, end: ContainerEvent): Promise<void> {
    const exitCode = Number(end.Actor.Attributes.exitCode ?? 0);
    const { attach, client } = this.#options;
    const ended = await inspectContainer({ client, signal: this.#signal }, container.Id);
    const restarting =
      isStartedAgain(ended?.State, end) || attach.isRestarting?.(serviceOf(container)) === true;
    const output = this.#outputs.get(container.Id);
    output?.ended(end.timeNano);
    await (restarting
      ? Promise.race([output?.run, delay(lastWords, undefined, { ref: false })])
      : output?.all);
    const why = this.#stopping || ended === undefined ? {} : whyOf(serviceOf(container), ended);
    attach.onLifecycle({ kind: 'exited', ...titleOf(container), exitCode, restarting, ...why });
    const triggers = attach.onExit === 'stop' || (attach.onExit === 'fail' && exitCode !== 0);
    if (triggers && !this.#stopping) {
      this.#exitCode = exitCode;
      this.#stop();
    }
    if (attach.exitCodeFrom === serviceOf(container) && !this.#fromSeen) {
      this.#fromSeen = true;
      this.#exitCode = exitCode;
    }
    // One that a stop keeps from starting again has no other end.
    if (restarting && !this.#stopping) this.#running.delete(container.Id);
    else this.#ended(container.Id);
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#options.attach.onStopping?.();
    this.#enough.abort();
    this.#inBackground(this.#stopStarted());
  }

  /** What is being started would be missed by a stop at the same time; what does not run will not end, nor will its output. */
  async #stopStarted(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    await stop({ ...this.#options, project: this.#project, services: this.#options.services ?? [] });
    for (const id of this.#alive) {
      if (this.#running.has(id)) continue;
      this.#outputs.delete(id);
      this.#ended(id);
    }
  }

  #ended(id: string): void {
    this.#alive.delete(id);
    if (this.#alive.size === 0) this.#allEnded.resolve();
  }

  #kill(): void {
    this.#inBackground(
      kill({
        ...this.#options,
        project: this.#project,
        services: this.#options.services ?? [],
        kill: 'SIGKILL',
      }),
    );
  }

  #inBackground(task: Promise<void>): void {
    this.#background.push(
      task.catch((error: unknown) => {
        // Ended or removed meanwhile.
        if (!isGone(error) && !isConflict(error)) throw error;
      }),
    );
  }
}

/** Nothing of one that somebody stopped, and of one that runs again by now. */
function whyOf(service: string, container: ContainerInspect): { why?: { words: string; advice: string } } {
  const { Running, ExitCode } = container.State;
  if (Running || ExitCode === 0 || askedToEnd.has(ExitCode)) return {};
  const words = endInWords(container);
  return words === '' ? {} : { why: { words, advice: advice(service, container) } };
}

function titleOf(container: ContainerSummary): { service: string; container: string; label: string } {
  return { service: serviceOf(container), container: nameOf(container), label: logLabel(container) };
}
