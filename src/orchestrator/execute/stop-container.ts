import type { ContainerRef } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { isConflict, isGone } from './create-container.ts';
import { runHooks } from './hooks.ts';
import type { Work } from './work.ts';

/** Runs the service's `pre_stop` hooks (no service: none), then stops the container. Throws when it is gone. */
export async function stopContainer(
  work: Work,
  container: ContainerRef,
  service: string | undefined,
): Promise<void> {
  const report = reporter(work.emit, 'container', container.name);
  report.working('Stopping');
  if (!(await runHooksIfThere(work, container, service))) return;
  try {
    await work.calls.stop(container.id, work.timeout);
  } catch (error) {
    if (!isGone(error)) report.error('Error while Stopping');
    throw error;
  }
  report.done('Stopped');
}

/** Stops and removes; one that is gone already is as good as removed. */
export async function removeContainer(
  work: Work,
  container: ContainerRef,
  service: string | undefined,
  { volumes }: { volumes: boolean },
): Promise<void> {
  const report = reporter(work.emit, 'container', container.name);
  let doing = 'Stopping';
  report.working(doing);
  try {
    await runHooksIfThere(work, container, service);
    const onStopped = (): void => {
      report.done('Stopped');
      doing = 'Removing';
      report.working(doing);
    };
    await work.calls.stopAndRemove(container.id, { timeout: work.timeout, volumes, onStopped });
  } catch (error) {
    // A conflict: its removal is under way.
    if (!isGone(error) && !isConflict(error)) {
      report.error(`Error while ${doing}`);
      throw error;
    }
  }
  report.done('Removed');
}

/** False when the container was stopped or removed meanwhile: there is nothing to run a hook in, nor to stop. */
async function runHooksIfThere(
  work: Work,
  container: ContainerRef,
  service: string | undefined,
): Promise<boolean> {
  try {
    await runHooks(work, container, service, 'pre_stop');
    return true;
  } catch (error) {
    if (isGone(error) || isConflict(error)) return false;
    throw error;
  }
}
