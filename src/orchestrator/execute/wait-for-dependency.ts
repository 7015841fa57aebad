import type { ContainerInspect } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { inspectContainer } from '../observe/containers.ts';
import type { ContainerRef, StepOf } from '../plan/steps.ts';
import { reporter, warn } from '../progress.ts';
import type { StateWatcher } from './state-watcher.ts';
import type { Work } from './work.ts';

/** What a container is found to be while one waits for it; undefined: not decided yet. */
type Verdict =
  | { state: 'healthy' }
  | { state: 'exited'; exitCode: number }
  | { state: 'failed'; reason: string };

/**
 * Waits until the containers of a dependency meet its condition.
 * @throws UserError in Docker Compose's words when they cannot meet it any more, unless the dependency is not required.
 */
export async function waitForDependency(
  work: Work,
  watcher: StateWatcher,
  step: StepOf<'wait'>,
  containers: ContainerRef[],
): Promise<void> {
  const reports = containers.map(({ name }) => reporter(work.emit, 'container', name));
  if (containers.length === 0) {
    const message = `${step.service} is missing dependency ${step.dependency}`;
    if (step.required) throw new UserError('dependency-missing', message, { path: dependencyPath(step) });
    warn(work.emit, message);
    return;
  }
  for (const report of reports) report.working('Waiting');
  const verdicts = await Promise.all(
    containers.map((container) => verdictOn(work, watcher, step, container)),
  );
  const problem = problemOf(step, verdicts);
  if (problem === undefined) {
    const good = step.condition === 'service_completed_successfully' ? 'Exited' : 'Healthy';
    for (const report of reports) report.done(good);
    return;
  }
  if (!step.required) {
    for (const report of reports) report.warning(`Skipped: ${problem.optional}`);
    warn(work.emit, problem.warning);
    return;
  }
  for (const report of reports) report.error(problem.shown);
  throw new UserError('dependency-failed', problem.message, {
    hint: `See what it said: logs ${step.dependency}`,
    path: dependencyPath(step),
  });
}

/** A wait of the command itself (`--wait`) stands in no file: the service does. */
function dependencyPath({ service, dependency, condition }: StepOf<'wait'>): string[] {
  if (condition === 'running_or_healthy') return ['services', dependency];
  return ['services', service, 'depends_on', dependency];
}

/** A container that ends at once should not pass for one that runs: Docker Compose looks after this time, too. Milliseconds. */
const settling = 500;

function verdictOn(
  work: Work,
  watcher: StateWatcher,
  step: StepOf<'wait'>,
  container: ContainerRef,
): Promise<Verdict> {
  let runsSince: number | undefined;
  return watcher.until(container.id, work.signal, async () => {
    const inspected = await inspectContainer(work, container.id);
    const found = judge(step.condition, container, inspected);
    if (found === undefined && inspected !== undefined && step.condition !== 'service_completed_successfully')
      return { again: await watcher.healthChecks.attend(container.id, inspected, work.signal) };
    const hasCheck = inspected?.State.Health !== undefined && inspected.State.Health !== null;
    if (found?.state !== 'healthy' || hasCheck) return { found };
    runsSince ??= performance.now();
    const left = settling - (performance.now() - runsSince);
    return left <= 0 ? { found } : { again: left };
  });
}

function judge(
  condition: StepOf<'wait'>['condition'],
  container: ContainerRef,
  found: ContainerInspect | undefined,
): Verdict | undefined {
  const { name } = container;
  if (found === undefined) return { state: 'failed', reason: `No such container: ${container.id}` };
  const { Status, ExitCode, Health } = found.State;
  if (condition === 'service_completed_successfully') {
    return Status === 'exited' || Status === 'dead' ? { state: 'exited', exitCode: ExitCode } : undefined;
  }
  if (Status === 'exited') return { state: 'failed', reason: `container ${name} exited (${ExitCode})` };
  const hasCheck = Health !== undefined && Health !== null && Health.Status !== 'none';
  if (!hasCheck && condition === 'running_or_healthy')
    return Status === 'running' ? { state: 'healthy' } : undefined;
  if (!hasCheck) {
    // A container that has not run yet has no health either.
    if (Status === 'created') return undefined;
    return { state: 'failed', reason: `container ${name} has no healthcheck configured` };
  }
  if (Health.Status === 'healthy') return { state: 'healthy' };
  if (Health.Status === 'unhealthy') return { state: 'failed', reason: `container ${name} is unhealthy` };
  return undefined;
}

interface Problem {
  message: string;
  /** For the display. */
  shown: string;
  optional: string;
  warning: string;
}

function problemOf(step: StepOf<'wait'>, verdicts: Verdict[]): Problem | undefined {
  const { dependency, condition } = step;
  for (const verdict of verdicts) {
    if (verdict.state === 'exited' && verdict.exitCode !== 0) {
      const suffix = `"${dependency}" didn't complete successfully: exit ${verdict.exitCode}`;
      const message = `service ${suffix}`;
      return {
        message,
        shown: message,
        optional: `optional dependency ${suffix}`,
        warning: `optional dependency ${suffix}`,
      };
    }
    if (verdict.state !== 'failed') continue;
    const { reason } = verdict;
    if (condition === 'running_or_healthy') {
      const optional = `optional dependency "${dependency}" is not running or is unhealthy`;
      return { message: reason, shown: 'Error', optional, warning: `${optional}: ${reason}` };
    }
    const optional = `optional dependency "${dependency}" failed to start`;
    const message = `dependency failed to start: ${reason}`;
    return { message, shown: 'Error', optional, warning: `${optional}: ${reason}` };
  }
  return undefined;
}
