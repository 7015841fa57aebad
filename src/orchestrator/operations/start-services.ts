import type { Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import type { FailedContainer, OperationContext } from '../contract.ts';
import { type StartWork, startStep } from '../execute/converge.ts';
import type { Made } from '../execute/made.ts';
import { runSteps } from '../execute/run-steps.ts';
import { StateWatcher } from '../execute/state-watcher.ts';
import type { Standing } from '../plan/converge.ts';
import { planStart } from '../plan/start.ts';
import type { Plan } from '../plan/steps.ts';
import { openWork } from './open-work.ts';

export interface StartServicesOptions extends OperationContext {
  wait?: boolean;
  /** Seconds. */
  waitTimeout?: number;
  /** Milliseconds for which to look, after the last start, whether what was started ends at once. */
  look?: number;
}

/** Starts what does not run, in the order of dependencies, and waits for health where asked. Resolves to the containers that failed at once. */
export async function startServices(
  options: StartServicesOptions,
  project: Project,
  standing: ReadonlyMap<string, Standing[]>,
  {
    made,
    enough,
  }: {
    /** What this run made and did not finish; loses what is started. */
    made?: Made;
    /** Begins nothing more when it is aborted; what is being started is not cut off. */
    enough?: AbortSignal;
  } = {},
): Promise<FailedContainer[]> {
  const plan = planStart(project, standing, { wait: options.wait ?? options.waitTimeout !== undefined });
  if (plan.steps.length === 0) return [];
  const watcher = new StateWatcher(options.client, project.name);
  const limit = options.waitTimeout ? AbortSignal.timeout(options.waitTimeout * 1000) : undefined;
  const signal = limit === undefined ? options.signal : AbortSignal.any([options.signal, limit]);
  using base = openWork({ ...options, signal }, project, made);
  const work: StartWork = {
    ...base,
    watcher,
    containersOf: (service) =>
      (standing.get(service) ?? []).map(({ name, id }) => ({ name, id: id ?? name })),
  };
  const patient = enough === undefined ? work : { ...work, signal: AbortSignal.any([signal, enough]) };
  const { look = 0 } = options;
  try {
    if (look > 0) await watcher.listen();
    await runSteps(plan, (step) => startStep(step.kind === 'wait' ? patient : work, step), patient);
    return look > 0 ? await failedAtOnce(work, startedBy(plan, standing), look) : [];
  } catch (error) {
    if (!limit?.aborted || options.signal.aborted) throw error;
    throw new UserError('wait-timeout', `application not healthy after ${options.waitTimeout}s`, {
      cause: error,
    });
  } finally {
    watcher.close();
  }
}

function startedBy(plan: Plan, standing: ReadonlyMap<string, Standing[]>): string[] {
  const names = new Set(plan.steps.flatMap((step) => (step.kind === 'start-container' ? [step.name] : [])));
  return [...standing.values()].flat().flatMap(({ name, id }) => (names.has(name) && id ? [id] : []));
}

async function failedAtOnce(
  { watcher, signal }: StartWork,
  started: string[],
  look: number,
): Promise<FailedContainer[]> {
  const ends = await watcher.endsWithin(started, look, signal);
  return [...ends].filter(([, exitCode]) => exitCode !== 0).map(([id, exitCode]) => ({ id, exitCode }));
}
