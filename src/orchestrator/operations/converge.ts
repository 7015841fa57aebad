import type { Project } from '../../compose-file/index.ts';
import type { ContainerInspect, ImageInspect } from '../../engine-api/index.ts';
import type { CreateOptions } from '../contract.ts';
import { convergeStep } from '../execute/converge.ts';
import { allCredentials } from '../execute/credentials.ts';
import { checkImages, ensureImages, imagesOf } from '../execute/ensure-images.ts';
import type { Made } from '../execute/made.ts';
import { withModels } from '../execute/models.ts';
import { runProvider } from '../execute/provider.ts';
import { runSteps } from '../execute/run-steps.ts';
import { warnNotDone } from '../execute/warn-not-done.ts';
import type { ConvergeWork, Work } from '../execute/work.ts';
import { usesApiSocket, withApiSocket } from '../model/api-socket.ts';
import { serviceOf } from '../model/names.ts';
import { inspectContainer, listContainers } from '../observe/containers.ts';
import { engineDefaults } from '../observe/engine-defaults.ts';
import { inspectImages } from '../observe/images.ts';
import { listByName } from '../observe/resources.ts';
import { type ConvergeOptions, type ConvergePlan, planConverge, type Standing } from '../plan/converge.ts';
import { withLastProvided } from '../plan/last-provided.ts';
import type { Observed } from '../plan/observed.ts';
import { divergedVolumes } from '../plan/volumes.ts';
import { warn } from '../progress.ts';
import { eachInOrder } from './in-order.ts';
import { openWork } from './open-work.ts';
import { prepareProject } from './prepare.ts';

/** A project whose containers exist as the files say; not all of them run. */
export interface Converged {
  project: Project;
  standing: Map<string, Standing[]>;
}

/** Brings images, networks, volumes and containers to the state of the files, and starts nothing. */
export async function converge(options: CreateOptions, made: Made): Promise<Converged> {
  const project = await prepare(options, false);
  await warnNotDone(options, project);
  const { apiVersion, observed } = await observe(options, project);
  using work = openWork(options, project, made);
  if (!options.skipProviders) await provide(work);
  observed.images = await ensureImages(work, observed.images, {
    noBuild: options.noBuild ?? false,
    quietPull: options.quietPull ?? false,
    build: { quiet: options.quietBuild ?? false, forRunning: true },
  });
  const plan = planConverge(project, observed, await convergeOptions(options, project, observed));
  for (const text of plan.warnings) warn(options.onEvent, text);
  return { project, standing: await carryOut(work, plan, observed, apiVersion, options) };
}

/** The plan alone, with the fields that changed; reads only. */
export async function planOnly(
  options: CreateOptions,
): Promise<{ project: Project; plan: ConvergePlan; images: Map<string, ImageInspect> }> {
  const project = await prepare(options, true);
  const { observed } = await observe(options, project);
  const settings: ConvergeOptions = {
    ...(await convergeOptions({ ...options, assumeYes: true }, project, observed)),
  };
  const details = new Map<string, ContainerInspect>();
  const [defaults] = await Promise.all([
    engineDefaults(options),
    ...observed.containers
      .filter((container) => project.services[serviceOf(container)] !== undefined)
      .map(async ({ Id }) => {
        const found = await inspectContainer(options, Id);
        if (found !== undefined) details.set(Id, found);
      }),
  ]);
  const known: Observed = { ...observed, details, defaults };
  return {
    project,
    plan: planConverge(withLastProvided(project, known), known, settings),
    images: observed.images,
  };
}

async function prepare(options: CreateOptions, planOnly: boolean): Promise<Project> {
  const selected = prepareProject(options);
  checkImages(selected);
  const project = await withModels(options, selected, {
    quiet: options.quietPull ?? false,
    planOnly: planOnly || (options.skipProviders ?? false),
  });
  if (!usesApiSocket(project)) return project;
  const { endpoint } = options.client;
  const isOurs = endpoint.transport === 'unix' && endpoint.embedded;
  return withApiSocket(project, isOurs ? endpoint.path : '/var/run/docker.sock', await allCredentials());
}

async function observe(
  options: CreateOptions,
  project: Project,
): Promise<{ apiVersion: string; observed: Observed }> {
  const [apiVersion, containers, { networks, volumes }, images] = await Promise.all([
    options.client.apiVersion(),
    listContainers(options, project.name),
    listByName(options, project),
    inspectImages(options, imagesOf(project)),
  ]);
  return { apiVersion, observed: { containers, networks, volumes, images } };
}

async function convergeOptions(
  options: CreateOptions,
  project: Project,
  observed: Observed,
): Promise<ConvergeOptions> {
  return {
    recreate: options.recreate ?? 'diverged',
    recreateDependencies: options.recreateDependencies ?? 'diverged',
    named: options.replace ?? options.services ?? [],
    removeOrphans: options.removeOrphans ?? false,
    ignoreOrphans: options.ignoreOrphans ?? false,
    replacedVolumes: await volumesToReplace(options, project, observed),
  };
}

/** Before anything is planned: what providers set is part of the configuration of services that depend on them. */
async function provide(work: Work): Promise<void> {
  const provided = Object.entries(work.project.services).filter(([, { provider }]) => provider !== undefined);
  const project = { ...work.project, services: Object.fromEntries(provided) };
  await eachInOrder({ ...work, project }, (service) => runProvider(work, service, 'up'));
}

async function volumesToReplace(
  options: CreateOptions,
  project: Project,
  observed: Observed,
): Promise<Set<string>> {
  const agreed = new Set<string>();
  for (const key of divergedVolumes(project, observed.volumes)) {
    const name = project.volumes[key]?.name ?? key;
    const question = `Volume "${name}" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
    if (options.assumeYes || (await options.confirm?.(question, false))) agreed.add(key);
  }
  return agreed;
}

async function carryOut(
  base: Work,
  plan: ConvergePlan,
  observed: Observed,
  apiVersion: string,
  options: CreateOptions,
): Promise<Map<string, Standing[]>> {
  const standing = [...plan.standing.values()].flat();
  const work: ConvergeWork = {
    ...base,
    apiVersion,
    images: observed.images,
    inheritVolumes: !options.renewAnonVolumes,
    containerNames: (service) => plan.standing.get(service)?.map(({ name }) => name) ?? [],
    replaced: (service) =>
      plan.steps.flatMap((step) =>
        step.kind === 'recreate-container' && step.service === service ? [step.replaced.Id] : [],
      ),
    ids: new Map(standing.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id]]))),
  };
  await runSteps(plan, (step) => convergeStep(work, step), work);
  for (const container of standing) container.id ??= work.ids.get(container.name);
  return plan.standing;
}
