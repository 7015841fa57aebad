import type { VolumeCreateRequest } from '../../engine-api/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import type { StepOf } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { isConflict, isGone } from './create-container.ts';
import { stopContainer } from './stop-container.ts';
import type { Work } from './work.ts';

export async function createNetwork(work: Work, step: StepOf<'create-network'>): Promise<void> {
  if (await makeNetwork(work, step)) work.made.networks.push(step.request.Name);
}

/** Returns false when another command of the same project made it meanwhile. */
async function makeNetwork(
  work: Work,
  { key, request }: StepOf<'create-network' | 'replace-network'>,
): Promise<boolean> {
  let isOurs = true;
  const report = reporter(work.emit, 'network', request.Name);
  report.working('Creating');
  try {
    await work.client.json({ method: 'POST', path: '/networks/create', body: request, signal: work.signal });
  } catch (error) {
    isOurs = false;
    if (!isConflict(error)) {
      report.error('Error');
      throw new UserError(
        'network-not-created',
        `failed to create network ${request.Name}: ${messageOf(error)}`,
        { cause: error, path: ['networks', key] },
      );
    }
  }
  report.done('Created');
  return isOurs;
}

/** A network cannot be changed: its containers leave it, it is removed and made anew; they are recreated afterwards. */
export async function replaceNetwork(work: Work, step: StepOf<'replace-network'>): Promise<void> {
  const { client, signal } = work;
  const path = `/networks/${encodeURIComponent(step.request.Name)}`;
  await Promise.all(
    step.containers.map(async (container) => {
      await stopContainer(work, container, undefined);
      const body = { Container: container.id, Force: true };
      await client
        .json({ method: 'POST', path: `${path}/disconnect`, body, signal })
        .catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
    }),
  );
  await client.json({ method: 'DELETE', path, signal });
  reporter(work.emit, 'network', step.request.Name).done('Removed');
  await makeNetwork(work, step);
}

export async function createVolume(work: Work, { request }: StepOf<'create-volume'>): Promise<void> {
  await makeVolume(work, request);
  work.made.volumes.push(request.Name ?? '');
}

async function makeVolume(work: Work, request: VolumeCreateRequest): Promise<void> {
  const report = reporter(work.emit, 'volume', request.Name ?? '');
  report.working('Creating');
  try {
    await work.client.json({ method: 'POST', path: '/volumes/create', body: request, signal: work.signal });
  } catch (error) {
    report.error('Error');
    throw error;
  }
  report.done('Created');
}

/** Removes the containers that mount it, and the volume with its data. */
export async function replaceVolume(work: Work, step: StepOf<'replace-volume'>): Promise<void> {
  const { client, signal } = work;
  await Promise.all(
    step.containers.map(async (container) => {
      await stopContainer(work, container, undefined);
      const report = reporter(work.emit, 'container', container.name);
      report.working('Removing');
      await client.json({ method: 'DELETE', path: `/containers/${container.id}`, signal });
      report.done('Removed');
    }),
  );
  const path = `/volumes/${encodeURIComponent(step.request.Name ?? '')}`;
  await client.json({ method: 'DELETE', path, query: { force: true }, signal });
  await makeVolume(work, step.request);
}
