import { createHash } from 'node:crypto';
import { planOptions } from './build.ts';
import { type OpenContext, openContext } from './context/open-context.ts';
import type { BuildRequest } from './contract.ts';
import { beginFolders, endFolders } from './folders.ts';
import { makePlan } from './plan/make-plan.ts';
import type { CopyItem, FileSource, Plan, PlannedMount, PlannedStage, Step } from './plan/plan.ts';
import { localResolver } from './solve/base-images.ts';
import { toEngineError } from './solve/build-error.ts';
import { FileSources } from './solve/file-sources.ts';
import { LayerViews } from './solve/layer-view.ts';
import { Progress } from './solve/progress.ts';
import type { BuildServices } from './solve/session.ts';

/** Version of what goes into a fingerprint; another one makes all images stale. */
const version = 1;

/**
 * Digest over all that a build would read: the plan with its variables replaced, files of the context and of named folders,
 * base images as they are in the store. What lies behind an address counts by the address. @throws EngineError
 */
export async function fingerprintOf(services: BuildServices, request: BuildRequest): Promise<string> {
  const folders = beginFolders(services.folders);
  const views = new LayerViews(folders.run);
  const signal = request.signal ?? new AbortController().signal;
  let context: OpenContext | undefined;
  try {
    const ownFolders = { ...services.folders, temporary: folders.temporary };
    context = await openContext(request, services.images, ownFolders, signal);
    const plan = await makePlan(
      { ...planOptions(request, context), onWarning: () => {} },
      localResolver(services.images),
    );
    const sources = new FileSources(
      {
        services,
        request,
        context,
        views,
        temporary: folders.temporary,
        runFolder: folders.run,
        progress: new Progress(() => {}),
        signal,
        hold: () => {},
      },
      () => Promise.resolve([]),
    );
    const description = await new Describer(sources, request).describe(plan);
    await sources.save();
    return `sha256:${createHash('sha256').update(JSON.stringify(description)).digest('hex')}`;
  } catch (error) {
    throw toEngineError(error, context && { name: context.fileName, text: context.text });
  } finally {
    views.close();
    await endFolders(folders);
  }
}

class Describer {
  readonly #sources: FileSources;
  readonly #request: BuildRequest;

  constructor(sources: FileSources, request: BuildRequest) {
    this.#sources = sources;
    this.#request = request;
  }

  async describe(plan: Plan): Promise<unknown> {
    const { networkMode, extraHosts, shmSize, entitlements, secrets, ssh } = this.#request;
    return {
      version,
      run: [networkMode ?? '', extraHosts, shmSize ?? 0, entitlements ?? []],
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
        ? [base.image.reference, base.image.id ?? 'absent']
        : base.kind === 'stage'
          ? base.stage.index
          : 'scratch';
    const steps = await Promise.all(stage.steps.map((step) => this.#step(step)));
    const { index, platform, config, author, history } = stage;
    return { index, below, platform, steps, config, author, history };
  }

  async #step(step: Step): Promise<unknown> {
    const { name: _, lines: __, ignoreCache: ___, ...body } = step;
    if (body.kind === 'run') {
      return { ...body, mounts: await Promise.all(body.mounts.map((mount) => this.#mount(mount))) };
    }
    if (body.kind === 'workdir') return body;
    const items = await Promise.all(body.items.map((item) => this.#item(item, body.exclude)));
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
