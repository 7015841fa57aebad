/** Does the steps of the stages that a target needs: stages side by side, each step from the cache where it can be. */
import { createHash } from 'node:crypto';
import { EngineError } from '../../../shared/index.ts';
import type { Layer } from '../../images/contract.ts';
import type { StepRecord } from '../cache/step-cache.ts';
import type { Plan, PlannedStage, Step } from '../plan/plan.ts';
import { isAbort, toStepError } from './build-error.ts';
import { type PreparedStep, prepareStep } from './do-step.ts';
import { FileSources } from './file-sources.ts';
import type { StepProgress } from './progress.ts';
import type { BuildSession } from './session.ts';

export interface StageResult {
  layers: Layer[];
  /** When each of the stage's own steps was first done, ISO 8601. */
  created: string[];
  base: StageResult | undefined;
}

/** @throws DockerfileError of the first step that failed; all others have ended by then. */
export async function solve(session: BuildSession, plan: Plan): Promise<StageResult> {
  const solver = new Solver(session);
  try {
    return await solver.solve(plan);
  } finally {
    await solver.save();
  }
}

class Solver {
  readonly #session: BuildSession;
  readonly #sources: FileSources;
  readonly #results = new Map<PlannedStage, Promise<StageResult>>();

  constructor(session: BuildSession) {
    this.#session = session;
    this.#sources = new FileSources(session, async (stage) => (await this.#result(stage)).layers);
  }

  async solve(plan: Plan): Promise<StageResult> {
    let failure: unknown;
    const stop = (error: unknown): void => {
      if (failure === undefined || isAbort(failure)) failure = error;
      this.#session.abort(error);
    };
    for (const stage of plan.stages) this.#result(stage).catch(stop);
    await Promise.allSettled(plan.stages.map((stage) => this.#result(stage)));
    if (failure !== undefined) throw failure;
    return await this.#result(plan.target);
  }

  async save(): Promise<void> {
    await Promise.all([this.#sources.save(), this.#session.services.cache.save()]);
  }

  #result(stage: PlannedStage): Promise<StageResult> {
    let result = this.#results.get(stage);
    if (!result) {
      result = this.#solveStage(stage);
      this.#results.set(stage, result);
    }
    return result;
  }

  async #solveStage(stage: PlannedStage): Promise<StageResult> {
    const base = stage.base.kind === 'stage' ? await this.#result(stage.base.stage) : undefined;
    const layers = [...(stage.base.kind === 'image' ? stage.base.image.layers : (base?.layers ?? []))];
    if (stage.baseStepName !== undefined)
      this.#session.progress.begin(stage.baseStepName, stage.label).done(true);
    this.#session.hold(layers.map((layer) => layer.id));
    const created: string[] = [];
    for (const step of stage.steps) {
      // Another stage's failure is not this step's.
      for (const source of stagesOf(step)) await this.#result(source);
      const record = await this.#solveStep(stage, step, layers);
      this.#session.hold([record.layer.id]);
      layers.push(record.layer);
      created.push(record.created);
    }
    return { layers, created, base };
  }

  async #solveStep(stage: PlannedStage, step: Step, parents: Layer[]): Promise<StepRecord> {
    const { signal, progress } = this.#session;
    signal.throwIfAborted();
    const shown = progress.begin(step.name, stage.label);
    try {
      const prepared = await prepareStep(this.#session, this.#sources, step);
      const { record, cached } = await this.#fromCacheOrDone(step, prepared, parents, shown);
      shown.done(cached);
      return record;
    } catch (error) {
      const failure = isAbort(error) && signal.aborted ? error : toStepError(error, step.lines, shown);
      const exitCode = failure instanceof Error && 'exitCode' in failure ? failure.exitCode : undefined;
      shown.failed(messageFor(failure), typeof exitCode === 'number' ? exitCode : undefined);
      throw failure;
    }
  }

  async #fromCacheOrDone(
    step: Step,
    prepared: PreparedStep,
    parents: Layer[],
    shown: StepProgress,
  ): Promise<{ record: StepRecord; cached: boolean }> {
    const { cache, sharedSteps } = this.#session.services;
    const key = keyOf(prepared, parents);
    const found = step.ignoreCache ? undefined : cache.find(key);
    if (found) return { record: found, cached: true };
    // Two builds that both refuse the cache want two results.
    const shareKey = step.ignoreCache ? `${key} ${this.#session.temporary}` : key;
    const record = await sharedSteps.run(
      shareKey,
      this.#session.signal,
      ({ stream, text }) => shown.output(stream, text),
      (emit) => this.#perform(step, prepared, key, parents, (stream, text) => emit({ stream, text })),
    );
    return { record, cached: false };
  }

  async #perform(
    step: Step,
    prepared: PreparedStep,
    key: string,
    parents: Layer[],
    onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
  ): Promise<StepRecord> {
    const { images, cache } = this.#session.services;
    const draft = await images.beginLayer();
    let layer: Layer;
    let intact = true;
    try {
      await prepared.perform({ draft, parents, onOutput, onChanged: () => (intact = false) });
      this.#session.signal.throwIfAborted();
      layer = await draft.commit();
      this.#session.hold([layer.id]);
    } catch (error) {
      await draft.discard();
      throw error;
    }
    const parent = cache.keyOfLayer(parents.at(-1));
    const now = new Date();
    const record: StepRecord = {
      key,
      layer,
      description: step.name,
      created: now.toISOString(),
      lastUsed: now.getTime(),
      uses: 1,
      ...(parent === undefined ? {} : { parent }),
    };
    // A file that was written to meanwhile: this build has what it found, the next one looks again.
    if (intact) await cache.add(record);
    return record;
  }
}

/** Stages that a step takes files from. */
function stagesOf(step: Step): PlannedStage[] {
  const sources =
    step.kind === 'copy'
      ? step.items.flatMap((item) => (item.kind === 'files' ? item.source : []))
      : step.kind === 'run'
        ? step.mounts.flatMap((mount) => mount.files ?? [])
        : [];
  return sources.flatMap((source) => (source.kind === 'stage' ? source.stage : []));
}

/** Digest over what the step reads and the layers that it sees. */
function keyOf(prepared: PreparedStep, parents: Layer[]): string {
  const below = prepared.independent ? [] : parents.map((layer) => layer.id);
  return createHash('sha256')
    .update(JSON.stringify([1, prepared.key, below]))
    .digest('hex')
    .slice(0, 32);
}

function messageFor(error: unknown): string {
  if (isAbort(error)) return 'CANCELED';
  return error instanceof EngineError || error instanceof Error ? error.message : String(error);
}
