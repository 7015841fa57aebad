import type { Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import type { OperationContext } from '../contract.ts';
import { type StartWork, startStep } from '../execute/converge.ts';
import type { Made } from '../execute/made.ts';
import { runSteps } from '../execute/run-steps.ts';
import { StateWatcher } from '../execute/state-watcher.ts';
import type { Standing } from '../plan/converge.ts';
import { planStart } from '../plan/start.ts';
import { openWork } from './open-work.ts';

/** Starts what does not run, in the order of dependencies, and waits for health where asked. Seconds. */
export async function startServices(
  options: OperationContext & { wait?: boolean; waitTimeout?: number },
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
): Promise<void> {
  const plan = planStart(project, standing, { wait: options.wait ?? options.waitTimeout !== undefined });
  if (plan.steps.length === 0) return;
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
  try {
    await runSteps(plan, (step) => startStep(step.kind === 'wait' ? patient : work, step), patient);
  } catch (error) {
    if (!limit?.aborted || options.signal.aborted) throw error;
    throw new UserError('wait-timeout', `application not healthy after ${options.waitTimeout}s`, {
      cause: error,
    });
  } finally {
    watcher.close();
  }
}
