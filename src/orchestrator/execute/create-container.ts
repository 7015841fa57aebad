import type { ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerSummary, Mount } from '../../engine-api/index.ts';
import { EngineError, failureText } from '../../shared/index.ts';
import { linksOf } from '../model/links.ts';
import { imageName, separatorOf } from '../model/names.ts';
import { resolveReferences } from '../model/references.ts';
import type { StepOf } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { type ContainerSpec, createRequest } from '../spec/container.ts';
import { fileWarnings } from '../spec/file-mounts.ts';
import { withItself } from '../spec/kept-request.ts';
import { laterNetworks } from '../spec/networking.ts';
import { refuseMissingSources } from './missing-sources.ts';
import { explained } from './refusal-hint.ts';
import type { ConvergeWork, Work } from './work.ts';

export async function createContainer(work: ConvergeWork, step: StepOf<'create-container'>): Promise<void> {
  const report = reporter(work.emit, 'container', step.name);
  report.working('Creating');
  try {
    const spec = specOf(work, step, []);
    const id = await create(work, spec, step.name);
    work.ids.set(step.name, id);
  } catch (error) {
    if (!work.signal.aborted) report.error(failureText(error));
    throw await explained(work, error, step.service);
  }
  report.done('Created');
}

/**
 * The new container is created under a name of its own first, so that a failure leaves the old one as it is. Should the exchange
 * fail half-way, the new one is removed again while the old one is still there.
 */
export async function recreateContainer(
  work: ConvergeWork,
  step: StepOf<'recreate-container'>,
): Promise<void> {
  const report = reporter(work.emit, 'container', step.shownName);
  report.working('Recreate');
  const { client, signal } = work;
  const { replaced } = step;
  try {
    const spec = specOf(work, step, work.inheritVolumes ? inheritedMounts(work, step, replaced) : []);
    const config = work.project.services[step.service];
    spec.replaces = config?.container_name || `${step.service}${separatorOf(work.project)}${step.number}`;
    const temporaryName = `${replaced.Id.slice(0, 12)}_${step.name}`;
    const id = await create(work, spec, temporaryName);
    try {
      await removeGuests(work, step.service);
      await removeReplaced(work, replaced.Id);
    } catch (error) {
      await client
        .json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true } })
        .catch(() => undefined);
      throw error;
    }
    await client.json({
      method: 'POST',
      path: `/containers/${id}/rename`,
      query: { name: step.name },
      signal,
    });
    work.made.containers.delete(id);
    work.ids.set(step.name, id);
  } catch (error) {
    if (!signal.aborted) report.error(failureText(error));
    throw await explained(work, error, step.service);
  }
  report.done('Recreated');
}

/** Podman does not remove a container whose namespaces others share: of those, the ones that are recreated as well go before it. */
async function removeGuests(work: ConvergeWork, owner: string): Promise<void> {
  if (!(await work.client.isPodman())) return;
  const shares = ({ network_mode, ipc, pid }: ServiceConfig) =>
    [network_mode, ipc, pid].includes(`service:${owner}`);
  for (const [guest, config] of Object.entries(work.project.services)) {
    if (!shares(config)) continue;
    await removeGuests(work, guest);
    for (const id of work.replaced(guest)) await removeReplaced(work, id);
  }
}

async function removeReplaced({ client, calls, signal, timeout }: ConvergeWork, id: string): Promise<void> {
  try {
    await calls.stop(id, timeout);
    await client.json({ method: 'DELETE', path: `/containers/${id}`, signal });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function specOf(
  work: ConvergeWork,
  step: { service: string; name: string; number: number },
  inherited: Mount[],
): ContainerSpec {
  const { project } = work;
  const declared = project.services[step.service];
  if (declared === undefined) throw new Error(`no service ${step.service}`);
  for (const text of fileWarnings(project, declared)) work.emit({ kind: 'message', level: 'warning', text });
  return {
    project,
    service: step.service,
    config: resolve(work, declared),
    name: step.name,
    number: step.number,
    imageId: work.images.get(imageName(project, step.service, declared))?.Id,
    links: linksOf(project, work.containerNames, declared, step.number),
    inherited,
    useAliases: true,
    apiVersion: work.apiVersion,
    provided: work.provided.get(step.service),
  };
}

function resolve(work: ConvergeWork, declared: ServiceConfig): ServiceConfig {
  return resolveReferences(declared, (service) => {
    const [first] = work.containerNames(service).toSorted();
    return first === undefined ? undefined : work.ids.get(first);
  });
}

/** Sends the request; further networks are connected one by one where the engine takes one at creation. */
export async function create(work: Work, spec: ContainerSpec, name: string): Promise<string> {
  const { client, signal } = work;
  const platform = spec.config.platform || work.project.environment.DOCKER_DEFAULT_PLATFORM;
  const plain = createRequest(spec);
  const keeps = spec.oneOff === undefined && (await client.isPodman());
  const request = keeps ? withItself(spec, plain) : plain;
  await refuseMissingSources(client, request);
  const { Id, Warnings } = await work.calls.create(name, platform || undefined, request);
  work.made.containers.set(Id, name);
  for (const text of Warnings ?? []) {
    work.emit({
      kind: 'progress',
      resource: 'service',
      id: spec.service,
      state: 'warning',
      text,
      statusText: '',
    });
  }
  for (const [network, settings] of Object.entries(laterNetworks(spec))) {
    await client.json({
      method: 'POST',
      path: `/networks/${encodeURIComponent(network)}/connect`,
      body: { Container: Id, EndpointConfig: settings },
      signal,
    });
  }
  return Id;
}

/** Anonymous volumes of the old container: those of the image, and those the file mounts without a name. */
function inheritedMounts(work: ConvergeWork, step: { service: string }, replaced: ContainerSummary): Mount[] {
  const config = work.project.services[step.service];
  if (config === undefined) return [];
  const image = work.images.get(imageName(work.project, step.service, config));
  const anonymous = new Set([
    ...Object.keys(image?.Config?.Volumes ?? {}),
    ...(config.volumes ?? []).filter(({ source }) => !source).map(({ target }) => target ?? ''),
  ]);
  return replaced.Mounts.filter(
    ({ Type, Destination }) => Type !== 'tmpfs' && anonymous.has(Destination),
  ).map((mount) => {
    const source = mount.Type === 'volume' ? mount.Name : mount.Source;
    return {
      Type: mount.Type,
      Target: mount.Destination,
      ...(source === undefined ? {} : { Source: source }),
      ...(mount.RW ? {} : { ReadOnly: true }),
    };
  });
}

export function isGone(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'not-found';
}

export function isConflict(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'conflict';
}
