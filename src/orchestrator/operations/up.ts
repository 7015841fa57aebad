import type { CreateOptions, ScaleOptions, UpOptions, UpResult } from '../contract.ts';
import type { PlanReport } from '../contract-plan.ts';
import { undoingOnFailure } from '../execute/made.ts';
import { staleBuilds } from '../execute/stale-builds.ts';
import { planStart } from '../plan/start.ts';
import { planReport } from '../plan/text.ts';
import { converge, planOnly } from './converge.ts';
import { planImageSteps } from './plan-images.ts';
import { startServices } from './start-services.ts';

/**
 * Milliseconds. A command that is not there or a script with a mistake has ended by then; to wait for slower ones would cost every `up -d`
 * more than all else in it.
 */
const afterStart = 30;

/** `up`: creates and starts; with `attach`, stays with the containers until they end or the user interrupts. */
export async function up(options: UpOptions): Promise<UpResult> {
  return undoingOnFailure(options, async (made) => {
    const { project, standing } = await converge(options, made);
    if (options.noStart) return { exitCode: 0, project, failed: [] };
    const { attach } = options;
    if (attach !== undefined) {
      const { attachedUp } = await import('./attached-up.ts');
      return attachedUp({ ...options, attach }, project, standing, made);
    }
    const failed = await startServices({ ...options, look: afterStart }, project, standing, { made });
    return { exitCode: 0, project, failed };
  });
}

export async function create(options: CreateOptions): Promise<void> {
  await undoingOnFailure(options, (made) => converge(options, made));
}

/** `scale`: other numbers of containers; what runs and has not changed stays. */
export async function scale(options: ScaleOptions): Promise<void> {
  const services = Object.keys(options.scale);
  const settings: CreateOptions = {
    ...options,
    services,
    recreate: 'diverged',
    recreateDependencies: 'never',
  };
  await undoingOnFailure(options, async (made) => {
    const { project, standing } = await converge(settings, made);
    await startServices(options, project, standing, { made });
  });
}

/** What `up` would do; sends only requests that read. */
export async function plan(options: CreateOptions): Promise<PlanReport> {
  const { project, plan: convergePlan, images } = await planOnly(options);
  const stale = await staleBuilds({ ...options, project }, images);
  const pulls = planImageSteps(project, images, options.noBuild ?? false, stale);
  const starts = planStart(project, convergePlan.standing, { wait: false });
  const report = planReport({
    steps: [...convergePlan.steps, ...starts.steps.filter(({ kind }) => kind === 'start-container')],
    warnings: convergePlan.warnings,
  });
  return {
    steps: [...pulls, ...report.steps],
    warnings: report.warnings,
    text: [...pulls.map(({ id, cause }) => `${id}: ${cause.reason}`), ...report.text],
  };
}
