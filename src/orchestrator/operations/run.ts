import { randomBytes } from 'node:crypto';
import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { CreateOptions, RunOptions } from '../contract.ts';
import type { Session } from '../contract-sessions.ts';
import { create } from '../execute/create-container.ts';
import { ensureImages, imagesOf } from '../execute/ensure-images.ts';
import { type Made, removeMade, undoingOnFailure } from '../execute/made.ts';
import { explained } from '../execute/refusal-hint.ts';
import { injectFiles } from '../execute/start-container.ts';
import { StateWatcher } from '../execute/state-watcher.ts';
import { waitForDependency } from '../execute/wait-for-dependency.ts';
import { imageName, isOneOff, nameOf, oneOffName, serviceOf } from '../model/names.ts';
import { resolveReferences } from '../model/references.ts';
import { noSuchService, withServices } from '../model/select.ts';
import { listContainers } from '../observe/containers.ts';
import { inspectImages } from '../observe/images.ts';
import { cause } from '../plan/steps.ts';
import type { ContainerSpec } from '../spec/container.ts';
import { openContainerSession } from '../streams/container-session.ts';
import { converge } from './converge.ts';
import { oneOffLinks } from './one-off-links.ts';
import { openWork } from './open-work.ts';
import { runConfig } from './run-config.ts';
import { startServices } from './start-services.ts';

/** `run`: what the service depends on is started, then a container of its own is created; the session starts it. */
export async function run(options: RunOptions): Promise<Session> {
  const { project, service } = options;
  const declared = project.services[service];
  if (declared === undefined) throw noSuchService(project, service);
  const id = randomBytes(32).toString('hex');
  const config = runConfig(options, declared);
  config.container_name ||= oneOffName(project, service, id.slice(0, 12));
  return undoingOnFailure(options, async (made) => {
    if (!options.noDeps) await startDependencies(options, made);
    const container = await createOneOff(options, config, id, made);
    const session = await openContainerSession({
      client: options.client,
      signal: options.signal,
      container,
      tty: options.tty,
      interactive: options.interactive,
      detached: options.detach ?? false,
      starts: true,
      autoRemove: options.rm ?? false,
    }).catch(async (error: unknown) => {
      throw await explained({ ...options, project: withOwn(options, config) }, error, service);
    });
    return { ...session, start: () => startOrRemove(options, config, session, made) };
  });
}

/** A container that could not be started has nothing to keep it for. */
async function startOrRemove(
  options: RunOptions,
  config: ServiceConfig,
  session: Session,
  made: Made,
): Promise<void> {
  try {
    await session.start();
  } catch (error) {
    const reason = await explained({ ...options, project: withOwn(options, config) }, error, options.service);
    if (reason instanceof EngineError) await removeMade(options, made);
    throw reason;
  }
}

/** The project with what is run in the place of its service. */
function withOwn({ project, service }: RunOptions, config: ServiceConfig): Project {
  return { ...project, services: { [service]: config } };
}

async function startDependencies(options: RunOptions, made: Made): Promise<void> {
  const selected = withServices(options.project, [options.service], {});
  const { [options.service]: _own, ...services } = selected.services;
  const disabledServices = { ...options.project.disabledServices };
  const own = options.project.services[options.service];
  if (own !== undefined) disabledServices[options.service] = own;
  const settings: CreateOptions = {
    ...common(options),
    project: { ...options.project, services, disabledServices },
    recreateDependencies: 'diverged',
  };
  const { project, standing } = await converge(settings, made);
  await startServices(options, project, standing, { made });
}

/** Networks and volumes are made as for `up`; the container is not one of the service's numbered ones. */
async function createOneOff(
  options: RunOptions,
  config: ServiceConfig,
  slug: string,
  made: Made,
): Promise<{ id: string; name: string }> {
  const { client, signal, service } = options;
  const own: Project = { ...options.project, services: { [service]: withPullFlags(config, options) } };
  using work = openWork(options, own, made);
  if (options.noDeps) {
    const nothing = { ...options.project, services: {} };
    await converge({ ...common(options), project: nothing, ignoreOrphans: true }, made);
  }
  const local = await inspectImages(options, imagesOf(own));
  const images = await ensureImages(work, local, {
    noBuild: false,
    quietPull: options.quietPull ?? false,
    build: { quiet: options.quietBuild ?? false, forRunning: true },
  });
  const others = await listContainers(options, options.project.name);
  if (!options.noDeps) await waitForDependencies(options, config, others);
  const resolved = resolveReferences(config, (name) => {
    const [first] = others
      .filter((container) => serviceOf(container) === name && !isOneOff(container))
      .map(nameOf)
      .sort();
    return others.find((container) => nameOf(container) === first)?.Id;
  });
  const name = config.container_name ?? '';
  const spec: ContainerSpec = {
    project: options.project,
    service,
    config: resolved,
    name,
    number: undefined,
    imageId: images.get(imageName(options.project, service, config))?.Id,
    links: oneOffLinks(options.project, config, others),
    inherited: [],
    useAliases: options.useAliases ?? false,
    apiVersion: await client.apiVersion(),
    oneOff: { slug, autoRemove: options.rm ?? false, attachStdin: options.interactive },
  };
  // Told of by nobody: what the user waits for is the command's own output.
  const id = await create(work, spec, name).catch(async (error: unknown) => {
    throw await explained(work, error, service);
  });
  await injectFiles({ client, signal, project: options.project }, { id, name }, service, config);
  return { id, name };
}

function common(options: RunOptions): CreateOptions {
  return {
    client: options.client,
    project: options.project,
    signal: options.signal,
    onEvent: options.onEvent,
    removeOrphans: options.removeOrphans ?? false,
    quietPull: options.quietPull ?? false,
    quietBuild: options.quietBuild ?? false,
    ...(options.pull === undefined ? {} : { pull: options.pull }),
  };
}

function withPullFlags(config: ServiceConfig, options: RunOptions): ServiceConfig {
  if (options.build && config.build !== undefined) return { ...config, pull_policy: 'build' };
  if (options.pull === undefined || options.pull === 'policy') return config;
  return { ...config, pull_policy: options.pull };
}

async function waitForDependencies(
  options: RunOptions,
  config: ServiceConfig,
  containers: Awaited<ReturnType<typeof listContainers>>,
): Promise<void> {
  const watcher = new StateWatcher(options.client, options.project.name);
  const onEvent = options.showWaits ? options.onEvent : withoutProgress(options.onEvent);
  using work = openWork({ ...options, onEvent }, options.project);
  try {
    await Promise.all(
      Object.entries(config.depends_on ?? {}).map(async ([dependency, { condition, required }]) => {
        if (condition === undefined || condition === 'service_started') return;
        const targets = containers
          .filter((container) => serviceOf(container) === dependency && !isOneOff(container))
          .map((container) => ({ id: container.Id, name: nameOf(container) }));
        const step = {
          kind: 'wait',
          id: '',
          service: options.service,
          dependency,
          condition,
          required,
        } as const;
        await waitForDependency(work, watcher, { ...step, after: [], cause: cause('') }, targets);
      }),
    );
  } finally {
    watcher.close();
  }
}

function withoutProgress(onEvent: RunOptions['onEvent']): RunOptions['onEvent'] {
  return (event) => {
    if (event.kind !== 'progress') onEvent(event);
  };
}
