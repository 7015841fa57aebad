import type { ServiceConfig } from '../../compose-file/index.ts';
import { failureText } from '../../shared/index.ts';
import { tarOf } from '../archive/tar.ts';
import type { ContainerRef } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { injectedFiles } from '../spec/file-mounts.ts';
import { runHooks } from './hooks.ts';
import { explained } from './refusal-hint.ts';
import type { Work } from './work.ts';

/** Puts secrets and configs without a file of their own into the container, starts it, and runs `post_start` hooks. */
export async function startContainer(
  work: Work,
  container: ContainerRef,
  service: string,
  config: ServiceConfig | undefined,
): Promise<void> {
  if (config !== undefined) await injectFiles(work, container, service, config);
  const report = reporter(work.emit, 'container', container.name);
  report.working('Starting');
  try {
    await work.calls.start(container.id);
    work.made.containers.delete(container.id);
    await runHooks(work, container, service, 'post_start');
  } catch (error) {
    if (!work.signal.aborted) report.error(failureText(error));
    throw await explained(work, error, service);
  }
  report.done('Started');
}

export async function injectFiles(
  work: Pick<Work, 'client' | 'signal' | 'project'>,
  container: ContainerRef,
  service: string,
  config: ServiceConfig,
): Promise<void> {
  // Podman takes that flag for the user of the container, and the archive's owners without it.
  const keepsOwners = await work.client.isPodman();
  for (const file of injectedFiles(work.project, service, config)) {
    await work.client.json({
      method: 'PUT',
      path: `/containers/${container.id}/archive`,
      query: {
        path: '/',
        noOverwriteDirNonDir: true,
        copyUIDGID: file.owned && !keepsOwners ? true : undefined,
      },
      headers: { 'Content-Type': 'application/x-tar' },
      rawBody: tarOf([{ ...file, path: file.target, content: Buffer.from(file.content) }]),
      signal: work.signal,
    });
  }
}
