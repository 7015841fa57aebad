/** Changes of a project: planned and made by the orchestrator. */
import type { Project } from '../../compose-file/index.ts';
import type { Orchestrator, OrchestratorEvent, PlannedStep } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { findSource, type LoadedProject, loadFiles } from '../project/project-files.ts';
import { commandWords } from './command-line.ts';
import type { ChangeOf, PlanContext, Planned } from './planned.ts';

type Verb = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause';

export async function planUp(change: ChangeOf<'up'>, context: PlanContext): Promise<Planned> {
  const { services = [], profiles, build, recreate = 'diverged', pull, scale, removeOrphans } = change;
  if (asItIs(change) && areGone(change.project, context))
    return planVerb({ kind: 'start', project: change.project, services }, context);
  const { loaded, project } = await needFiles(change.project, context, { profiles, services });
  const operations = await orchestrator();
  const options = {
    project,
    services,
    recreate,
    recreateDependencies: recreate === 'never' ? ('never' as const) : ('diverged' as const),
    ...(build === undefined ? {} : { build }),
    ...(pull === undefined ? {} : { pull }),
    ...(scale === undefined ? {} : { scale }),
    ...(removeOrphans === undefined ? {} : { removeOrphans }),
  };
  const report = await operations.plan({ ...quietly(context), ...options });
  return {
    title: `Up: ${named(change.project, services)}`,
    steps: report.steps,
    warnings: report.warnings,
    commands: [
      commandWords(context, loaded, change.project, [
        ...(profiles ?? []).flatMap((profile) => ['--profile', profile]),
        'up',
        '-d',
        ...(build ? ['--build'] : []),
        ...(recreate === 'force' ? ['--force-recreate'] : recreate === 'never' ? ['--no-recreate'] : []),
        ...(pull === undefined ? [] : ['--pull', pull]),
        ...(removeOrphans ? ['--remove-orphans'] : []),
        ...Object.entries(scale ?? {}).flatMap(([service, count]) => ['--scale', `${service}=${count}`]),
        ...services,
      ]),
    ],
    apply: async (onEvent, signal) =>
      (await operations.up({ client: context.live.client, ...options, onEvent, signal })).exitCode,
  };
}

/** Nothing is asked for that only the files can tell: where they are gone, `start` does what is left of it. */
function asItIs(change: ChangeOf<'up'>): boolean {
  return Object.keys(change).every((key) => key === 'kind' || key === 'project' || key === 'services');
}

function areGone(name: string, { live, settings }: PlanContext): boolean {
  return findSource(name, live, settings).failure !== undefined && live.model.members(name).length > 0;
}

export async function planDown(change: ChangeOf<'down'>, context: PlanContext): Promise<Planned> {
  const { volumes = false, images, removeOrphans = false } = change;
  const loaded = await loadFiles(change.project, context.live, context.settings);
  const operations = await orchestrator();
  const options = {
    project: loaded.project ?? { name: change.project },
    volumes,
    removeOrphans,
    ...(images === undefined ? {} : { rmi: images }),
  };
  const report = await operations.planDown({ ...quietly(context), ...options });
  return {
    title: `Down: ${change.project}`,
    steps: report.steps,
    warnings: [...report.warnings, ...withoutFiles(loaded)],
    commands: [
      commandWords(context, loaded, change.project, [
        'down',
        ...(volumes ? ['--volumes'] : []),
        ...(images === undefined ? [] : ['--rmi', images]),
        ...(removeOrphans ? ['--remove-orphans'] : []),
      ]),
    ],
    apply: succeeding((onEvent, signal) =>
      operations.down({ client: context.live.client, ...options, onEvent, signal }),
    ),
  };
}

export async function planBuild(change: ChangeOf<'build' | 'pull'>, context: PlanContext): Promise<Planned> {
  const { services = [], noCache = false } = change;
  const { loaded, project } = await needFiles(change.project, context, { services });
  const operations = await orchestrator();
  const builds = Object.entries(project.services).filter(
    ([name, config]) => config.build !== undefined && (services.length === 0 || services.includes(name)),
  );
  return {
    title: `Build: ${named(change.project, services)}`,
    steps: builds.map(([service, config]) =>
      imageStep(
        'build',
        config.image ?? `${project.name}-${service}`,
        service,
        noCache ? '--no-cache' : 'build',
      ),
    ),
    warnings: builds.length === 0 ? ['None of these services is built here.'] : [],
    commands: [
      commandWords(context, loaded, change.project, [
        'build',
        ...(noCache ? ['--no-cache'] : []),
        ...services,
      ]),
    ],
    apply: succeeding((onEvent, signal) =>
      operations.build({ client: context.live.client, project, services, noCache, onEvent, signal }),
    ),
  };
}

export async function planPull(change: ChangeOf<'build' | 'pull'>, context: PlanContext): Promise<Planned> {
  const { services = [] } = change;
  const { loaded, project } = await needFiles(change.project, context, { services });
  const operations = await orchestrator();
  const pulls = Object.entries(project.services).filter(
    ([name, { image, build }]) =>
      image !== undefined && build === undefined && (services.length === 0 || services.includes(name)),
  );
  const byImage = Map.groupBy(pulls, ([, { image }]) => image ?? '');
  return {
    title: `Pull: ${named(change.project, services)}`,
    steps: [...byImage].map(([image, users]) => imageStep('pull', image, users[0]?.[0] ?? '', 'pull')),
    warnings: byImage.size === 0 ? ['None of these services has an image to pull.'] : [],
    commands: [commandWords(context, loaded, change.project, ['pull', ...services])],
    apply: succeeding((onEvent, signal) =>
      operations.pull({
        client: context.live.client,
        project,
        services: services.length === 0 ? pulls.map(([name]) => name) : services,
        onEvent,
        signal,
      }),
    ),
  };
}

export async function planVerb(change: ChangeOf<Verb>, context: PlanContext): Promise<Planned> {
  const { kind, services = [] } = change;
  const loaded = await loadFiles(change.project, context.live, context.settings);
  const operations = await orchestrator();
  const options = { project: loaded.project ?? { name: change.project }, services };
  const report = await operations.planLifecycle({ ...quietly(context), ...options, verb: kind });
  return {
    title: `${capitalized(kind)}: ${named(change.project, services)}`,
    steps: report.steps,
    warnings: [
      ...report.warnings,
      ...(report.steps.length === 0 ? [nothing(kind)] : []),
      ...withoutFiles(loaded),
    ],
    commands: [commandWords(context, loaded, change.project, [kind, ...services])],
    apply: succeeding((onEvent, signal) =>
      operations[kind]({ client: context.live.client, ...options, onEvent, signal }),
    ),
  };
}

function orchestrator(): Promise<Orchestrator> {
  return import('../../orchestrator/index.ts');
}

interface Wanted {
  profiles?: readonly string[] | undefined;
  services: readonly string[];
}

/** Services that are named have their profiles switched on, as on the command line. */
async function needFiles(
  name: string,
  { live, settings }: PlanContext,
  { profiles, services }: Wanted,
): Promise<{ loaded: LoadedProject; project: Project }> {
  const loaded = await loadFiles(name, live, settings, profiles);
  const { project, failure, options } = loaded;
  if (project === undefined || options === undefined) {
    const { code = 'files-gone', message = 'There are no files.', hint } = failure ?? {};
    throw new UserError(code, message, hint === undefined ? {} : { hint });
  }
  if (services.length === 0) return { loaded, project };
  const { loadProject } = await import('../../compose-file/index.ts');
  return { loaded, project: await loadProject({ ...options, services }) };
}

function quietly({ live, signal }: PlanContext): {
  client: PlanContext['live']['client'];
  signal: AbortSignal;
  onEvent: () => void;
} {
  return { client: live.client, signal, onEvent: () => undefined };
}

function succeeding(
  work: (onEvent: (event: OrchestratorEvent) => void, signal: AbortSignal) => Promise<unknown>,
): Planned['apply'] {
  return async (onEvent, signal) => {
    await work(onEvent, signal);
    return 0;
  };
}

function imageStep(action: 'build' | 'pull', name: string, service: string, reason: string): PlannedStep {
  const cause = { reason, changes: [] };
  return { id: `${action} image ${name}`, action, resource: 'image', name, service, cause, after: [] };
}

function withoutFiles({ failure }: LoadedProject): string[] {
  return failure === undefined ? [] : [`${failure.message} What its labels say is used instead.`];
}

function nothing(verb: Verb): string {
  return `There is nothing to ${verb}: no container is in a state for it.`;
}

function named(project: string, services: readonly string[]): string {
  return services.length === 0 ? project : `${services.join(', ')} of ${project}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
