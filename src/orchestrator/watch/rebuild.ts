import type { Project } from '../../compose-file/index.ts';
import type { ImageSummary } from '../../engine-api/index.ts';
import { messageOf } from '../../shared/index.ts';
import type { BuildProgressEvent, OrchestratorEvent } from '../contract-events.ts';
import type { WatchOptions } from '../contract-watch.ts';
import { nothingMade } from '../execute/made.ts';
import { label } from '../labels.ts';
import { imageName } from '../model/names.ts';
import { withDependents } from '../model/select.ts';
import { inspectImages } from '../observe/images.ts';
import { build } from '../operations/build.ts';
import { converge } from '../operations/converge.ts';
import { startServices } from '../operations/start-services.ts';

/**
 * Builds services anew and replaces their containers; what depends on them with `restart: true` is restarted. A failure is told and
 * thrown, and leaves what runs as it is.
 */
export async function rebuild(options: WatchOptions, project: Project, services: string[]): Promise<void> {
  const { onWatch } = options;
  onWatch({ kind: 'rebuilding', services });
  const context = {
    ...options,
    project,
    onEvent: (event: Parameters<typeof options.onEvent>[0]): void => {
      if (event.kind === 'message') options.onEvent(event);
      else if (isOfBuild(event)) onWatch({ kind: 'build', event });
    },
  };
  try {
    await build({ ...context, services, quiet: options.quiet ?? false });
  } catch (error) {
    onWatch({ kind: 'build-failed', message: messageOf(error) });
    throw error;
  }
  onWatch({ kind: 'built', services });
  const affected = Object.keys(withDependents(project, services).services);
  const settings = {
    services: affected,
    replace: services,
    recreate: 'force',
    recreateDependencies: 'diverged',
    noBuild: true,
    pull: 'missing',
    skipProviders: true,
    ignoreOrphans: true,
  } as const;
  // A container that takes another's place is never undone.
  const converged = await converge({ ...context, ...settings }, nothingMade()).catch((error: unknown) => {
    onWatch({ kind: 'recreate-failed', message: messageOf(error) });
    throw error;
  });
  try {
    await startServices(context, converged.project, converged.standing);
  } catch (error) {
    if (options.signal.aborted) throw error;
    onWatch({ kind: 'start-failed', message: messageOf(error) });
  }
  // Not before: the containers that were replaced held their images.
  if (options.prune) await pruneReplaced(options, project, services);
}

function isOfBuild(event: OrchestratorEvent): event is BuildProgressEvent {
  return event.kind.startsWith('build-');
}

/** Failures are no matter: an image that a container still uses stays, and goes the next time. */
async function pruneReplaced(
  { client, signal }: WatchOptions,
  project: Project,
  services: string[],
): Promise<void> {
  const names = services.flatMap((service) => {
    const config = project.services[service];
    return config === undefined ? [] : [imageName(project, service, config)];
  });
  const built = new Set([...(await inspectImages({ client, signal }, names)).values()].map(({ Id }) => Id));
  const dangling = await client.json<ImageSummary[]>({
    method: 'GET',
    path: '/images/json',
    query: { filters: { dangling: ['true'], label: [`${label.project}=${project.name}`] } },
    signal,
  });
  await Promise.all(
    dangling
      .filter(({ Id }) => !built.has(Id))
      .map(({ Id }) =>
        client.json({ method: 'DELETE', path: `/images/${Id}`, signal }).catch(() => undefined),
      ),
  );
}
