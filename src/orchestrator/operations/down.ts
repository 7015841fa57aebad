import type { Project } from '../../compose-file/index.ts';
import type { ContainerSummary, ImageSummary, NetworkInspect } from '../../engine-api/index.ts';
import { referenceForRemoval } from '../../engine-client/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import type { DownOptions } from '../contract.ts';
import { isConflict, isGone } from '../execute/create-container.ts';
import { removePreStart } from '../execute/pre-start.ts';
import { runProvider } from '../execute/provider.ts';
import { runLimited } from '../execute/run-limited.ts';
import { removeContainer } from '../execute/stop-container.ts';
import type { Work } from '../execute/work.ts';
import { label } from '../labels.ts';
import { imageName, nameOf, serviceOf } from '../model/names.ts';
import { namedServices, withDependents } from '../model/select.ts';
import { encodeName, inspectImages } from '../observe/images.ts';
import { listNetworksOf, resolveProject } from '../observe/resources.ts';
import { orphansOf } from '../plan/orphans.ts';
import { reporter, warn } from '../progress.ts';
import { eachInReverseOrder } from './in-order.ts';
import { openWork } from './open-work.ts';

/** `down`: containers in reverse order of dependencies, then networks, and volumes and images where asked for. */
export async function down(options: DownOptions): Promise<void> {
  const oneOff = options.removeOrphans ? 'include' : 'exclude';
  const [{ project, containers, fromLabels }, networks] = await Promise.all([
    resolveProject(options, options.project, { withResources: true, oneOff }),
    listNetworksOf(options, options.project.name),
  ]);
  const services = selectServices(options, project, fromLabels);
  if (services === undefined) return;
  using work = openWork(options, project);
  await removeServices(
    work,
    services.length === 0 ? project : withDependents(project, services),
    containers,
    options,
  );
  if (options.removeOrphans) {
    const orphans = orphansOf(project, containers);
    await runLimited(orphans, work.parallel, (container) =>
      removeContainer(work, refOf(container), undefined, { volumes: false }),
    );
  }
  const hasInit = fromLabels || Object.values(project.services).some(({ pre_start }) => pre_start?.length);
  if (hasInit) await removePreStart(work, services);
  const removals = await otherResources(work, options, networks);
  if (containers.length === 0 && removals.length === 0) {
    warn(options.onEvent, `Warning: No resource found to remove for project "${project.name}".`);
  }
  await runLimited(removals, work.parallel, (remove) => remove());
}

/** Undefined: the services named do not run, and there is no file that could say whether they exist. */
function selectServices(options: DownOptions, project: Project, fromLabels: boolean): string[] | undefined {
  const named = options.services ?? [];
  if (!fromLabels) return named.length === 0 ? [] : namedServices(project, named);
  const known = named.filter((name) => project.services[name] !== undefined);
  return named.length > 0 && known.length === 0 ? undefined : known;
}

async function removeServices(
  work: Work,
  project: Project,
  containers: ContainerSummary[],
  options: DownOptions,
): Promise<void> {
  await eachInReverseOrder({ ...work, project }, async (service) => {
    if (project.services[service]?.provider !== undefined) return runProvider(work, service, 'down');
    const mine = containers.filter((container) => serviceOf(container) === service);
    await runLimited(mine, work.parallel, (container) =>
      removeContainer(work, refOf(container), service, { volumes: options.volumes ?? false }),
    );
  });
}

function refOf(container: ContainerSummary): { id: string; name: string } {
  return { id: container.Id, name: nameOf(container) };
}

type Removal = () => Promise<void>;

async function otherResources(
  work: Work,
  options: DownOptions,
  networks: NetworkInspect[],
): Promise<Removal[]> {
  const { project } = work;
  const images = options.rmi === undefined ? [] : await imagesToRemove(work, options);
  const named = Object.entries(project.networks).filter(([, config]) => !config.external);
  const volumes = options.volumes ? Object.values(project.volumes).filter((config) => !config.external) : [];
  return [
    ...named.map(
      ([key, { name = key }]) =>
        (): Promise<void> =>
          removeNetwork(work, key, name, networks),
    ),
    ...images.map((image) => (): Promise<void> => removeImage(work, image)),
    ...volumes.map(
      ({ name = '' }) =>
        (): Promise<void> =>
          removeVolume(work, name),
    ),
  ];
}

async function removeNetwork(
  work: Work,
  key: string,
  name: string,
  networks: NetworkInspect[],
): Promise<void> {
  const labelled = networks.filter((network) => network.Labels?.[label.network] === key);
  if (labelled.length === 0) return;
  const report = reporter(work.emit, 'network', name);
  report.working('Removing');
  let found = false;
  for (const network of labelled.filter(({ Name }) => Name === name)) {
    try {
      const path = `/networks/${encodeURIComponent(await referenceForRemoval(work.client, network))}`;
      await work.client.json({ method: 'DELETE', path, signal: work.signal });
      report.done('Removed');
      found = true;
    } catch (error) {
      if (isGone(error)) continue;
      found = true;
      if (!isInUse(error)) {
        report.error('Error');
        throw new UserError('network-not-removed', `failed to remove network ${name}: ${messageOf(error)}`, {
          cause: error,
        });
      }
      report.warning('Resource is still in use');
    }
  }
  if (!found) report.warning('No resource found to remove');
}

/** Docker answers 403, others 409. */
function isInUse(error: unknown): boolean {
  return isConflict(error) || (error instanceof Error && 'kind' in error && error.kind === 'forbidden');
}

async function removeVolume(work: Work, name: string): Promise<void> {
  const report = reporter(work.emit, 'volume', name);
  const path = `/volumes/${encodeURIComponent(name)}`;
  try {
    await work.client.json({ method: 'GET', path, signal: work.signal });
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  report.working('Removing');
  await tolerant(report, () =>
    work.client.json({ method: 'DELETE', path, query: { force: true }, signal: work.signal }),
  );
}

async function removeImage(work: Work, image: string): Promise<void> {
  const report = reporter(work.emit, 'image', image);
  report.working('Removing');
  await tolerant(report, () =>
    work.client.json({ method: 'DELETE', path: `/images/${encodeName(image)}`, signal: work.signal }),
  );
}

async function tolerant(report: ReturnType<typeof reporter>, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
    report.done('Removed');
  } catch (error) {
    if (isConflict(error)) report.warning('Resource is still in use');
    else if (isGone(error)) report.done('Warning: No resource found to remove');
    else throw error;
  }
}

/** `local`: those that Compose built; `all`: also those that services name. */
export async function imagesToRemove(
  { client, signal, project }: Pick<Work, 'client' | 'signal' | 'project'>,
  options: DownOptions,
): Promise<string[]> {
  const query = { client, signal };
  const built = await client.json<ImageSummary[]>({
    method: 'GET',
    path: '/images/json',
    query: { filters: { label: [`${label.project}=${project.name}`], dangling: ['false'] } },
    signal,
  });
  const labelled = built
    .filter(
      ({ Labels }) => options.removeOrphans || project.services[Labels?.[label.service] ?? ''] !== undefined,
    )
    .flatMap(({ RepoTags }) => RepoTags?.[0] ?? []);
  const named = Object.entries(project.services)
    .filter(([, config]) => (options.rmi === 'all' ? true : !config.image))
    .map(([service, config]) => imageName(project, service, config));
  const existing = [...(await inspectImages(query, named)).keys()];
  return [...new Set([...labelled, ...existing].map(withTag))].sort();
}

function withTag(image: string): string {
  const hasTag = image.lastIndexOf(':') > image.lastIndexOf('/') || image.includes('@');
  return hasTag ? image : `${image}:latest`;
}
