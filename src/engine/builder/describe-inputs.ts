import { createHash } from 'node:crypto';
import { EngineError } from '../../shared/index.ts';
import type { BuildRequest } from './contract.ts';
import type { BaseImage, CopyItem, FileSource, Plan, PlannedMount, PlannedStage, Step } from './plan/plan.ts';
import { FileSources } from './solve/file-sources.ts';
import type { BuildSession } from './solve/session.ts';

/** Version of what goes into a fingerprint; another one makes all images stale. */
const version = 1;

/**
 * Digest over all that a build reads: the plan with its variables replaced, files of the context and of named folders, base
 * images by their ids. What lies behind an address counts by the address. @throws EngineError `not-found` for a base image that is not
 * in the store: what a build would read is not known before.
 */
export async function describeInputs(session: BuildSession, plan: Plan): Promise<string> {
  // Files of a stage follow from what the stage reads itself: no layers are looked at.
  const sources = new FileSources(session, () => Promise.resolve([]));
  const description = await new Describer(sources, session.request).describe(plan);
  await sources.save();
  return `sha256:${createHash('sha256').update(JSON.stringify(description)).digest('hex')}`;
}

class Describer {
  readonly #sources: FileSources;
  readonly #request: BuildRequest;

  constructor(sources: FileSources, request: BuildRequest) {
    this.#sources = sources;
    this.#request = request;
  }

  async describe(plan: Plan): Promise<unknown> {
    const { networkMode, extraHosts, shmSize, ulimits, entitlements, secrets, ssh } = this.#request;
    return {
      version,
      run: [networkMode ?? '', extraHosts, shmSize ?? 0, entitlements ?? [], ...(ulimits ?? [])],
      secrets: Object.keys(secrets ?? {}).sort(),
      ssh: Object.keys(ssh ?? {}).sort(),
      stages: await Promise.all(plan.stages.map((stage) => this.#stage(stage))),
      target: plan.target.index,
    };
  }

  async #stage(stage: PlannedStage): Promise<unknown> {
    const { base } = stage;
    const below =
      base.kind === 'image'
        ? [base.image.reference, idOf(base.image)]
        : base.kind === 'stage'
          ? base.stage.index
          : 'scratch';
    const steps = await Promise.all(stage.steps.map((step) => this.#step(step)));
    const { index, platform, config, author, history } = stage;
    return { index, below, platform, steps, config, author, history };
  }

  async #step(step: Step): Promise<unknown> {
    if (step.kind === 'run') {
      const mounts = await Promise.all(step.mounts.map((mount) => this.#mount(mount)));
      return { ...without(step, 'name', 'lines', 'ignoreCache', 'hiddenEnv'), mounts };
    }
    const body = without(step, 'name', 'lines', 'ignoreCache');
    if (step.kind === 'workdir') return body;
    const items = await Promise.all(step.items.map((item) => this.#item(item, step.exclude)));
    return { ...body, items };
  }

  async #item(item: CopyItem, exclude: string[]): Promise<unknown> {
    if (item.kind !== 'files') return item;
    const { source, path, include, unpack } = item;
    const options = { path, exclude, ...(include === undefined ? {} : { include }) };
    return { path, include, unpack, files: await this.#files(source, options) };
  }

  async #mount({ files, ...options }: PlannedMount): Promise<unknown> {
    if (!files) return options;
    return { ...options, files: await this.#files(files, { path: options.source ?? '/', exclude: [] }) };
  }

  /** Files of a stage follow from what the stage reads itself. */
  async #files(source: FileSource, options: Parameters<FileSources['digest']>[1]): Promise<unknown> {
    return source.kind === 'stage'
      ? { stage: source.stage.index }
      : await this.#sources.digest(source, options);
  }
}

function idOf({ id, reference }: BaseImage): string {
  if (id === undefined) throw new EngineError('not-found', `No such image: ${reference}`);
  return id;
}

/** Leaves out what does not decide the result; all else counts, also what is added later. */
function without<T extends object>(value: T, ...names: (keyof T & string)[]): object {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !names.some((hidden) => hidden === name)),
  );
}
