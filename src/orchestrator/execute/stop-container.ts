import type { ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerRef } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { isConflict, isGone } from './create-container.ts';
import { runHook } from './hooks.ts';
import type { Work } from './work.ts';

/** Runs the service's `pre_stop` hooks, then stops the container. Throws when it is gone. */
export async function stopContainer(
  work: Work,
  container: ContainerRef,
  config: ServiceConfig | undefined,
): Promise<void> {
  const report = reporter(work.emit, 'container', container.name);
  report.working('Stopping');
  try {
    for (const hook of config?.pre_stop ?? []) await runHook(work, container, hook);
  } catch (error) {
    // Stopped or removed meanwhile: nothing to run the hook in.
    if (isGone(error) || isConflict(error)) return;
    throw error;
  }
  try {
    const path = `/containers/${container.id}/stop`;
    await work.client.json({ method: 'POST', path, query: { t: work.timeout }, signal: work.signal });
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
  config: ServiceConfig | undefined,
  options: { volumes: boolean },
): Promise<void> {
  const report = reporter(work.emit, 'container', container.name);
  try {
    await stopContainer(work, container, config);
    report.working('Removing');
    await work.client.json({
      method: 'DELETE',
      path: `/containers/${container.id}`,
      query: { force: true, v: options.volumes },
      signal: work.signal,
    });
  } catch (error) {
    // A conflict: its removal is under way.
    if (!isGone(error) && !isConflict(error)) {
      report.error('Error while Removing');
      throw error;
    }
  }
  report.done('Removed');
}
