import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { RestartOptions } from '../contract.ts';
import { runHooks } from '../execute/hooks.ts';
import { runLimited } from '../execute/run-limited.ts';
import { StateWatcher } from '../execute/state-watcher.ts';
import { waitForDependency } from '../execute/wait-for-dependency.ts';
import type { Work } from '../execute/work.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { namedServices, withDependents, withServices } from '../model/select.ts';
import { resolveProject } from '../observe/resources.ts';
import { cause } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { eachInOrder } from './in-order.ts';
import { openWork } from './open-work.ts';

/** `restart`: the services named, and those that depend on them with `restart: true`. */
export async function restart(options: RestartOptions): Promise<void> {
  const { project: whole, containers } = await resolveProject(options, options.project);
  const project = selectForRestart(whole, options);
  using work = openWork(options, project);
  const watcher = new StateWatcher(options.client, project.name);
  try {
    await eachInOrder(
      work,
      (service) => restartService(work, watcher, service, containers),
      (service) => Object.keys(project.services[service]?.depends_on ?? {}),
    );
  } finally {
    watcher.close();
  }
}

/** Only relations with `restart: true` count here. */
function selectForRestart(whole: Project, options: RestartOptions): Project {
  const names = options.services ?? [];
  const chosen = options.noDeps ? withServices(whole, names, { noDeps: true }) : whole;
  const services = Object.entries(chosen.services).map(([name, config]): [string, ServiceConfig] => {
    const kept = Object.entries(config.depends_on ?? {}).filter(([, dependency]) => dependency.restart);
    const {
      network_mode: _mode,
      ipc: _ipc,
      pid: _pid,
      links: _links,
      volumes_from: _volumes,
      ...own
    } = config;
    return [name, { ...own, depends_on: Object.fromEntries(kept) }];
  });
  const project = { ...chosen, services: Object.fromEntries(services) };
  return names.length === 0 ? project : withDependents(project, namedServices(project, names));
}

async function restartService(
  work: Work,
  watcher: StateWatcher,
  service: string,
  containers: ContainerSummary[],
): Promise<void> {
  const config = work.project.services[service];
  for (const [dependency, { condition, required }] of Object.entries(config?.depends_on ?? {})) {
    if (
      condition === undefined ||
      condition === 'service_started' ||
      work.project.services[dependency] === undefined
    )
      continue;
    const targets = containers.filter((container) => serviceOf(container) === dependency);
    const step = {
      kind: 'wait',
      id: '',
      service,
      dependency,
      condition,
      required,
      after: [],
      cause: cause(''),
    } as const;
    await waitForDependency(work, watcher, { ...step, after: [] }, targets.map(refOf));
  }
  const mine = containers.filter((container) => serviceOf(container) === service);
  await runLimited(mine, work.parallel, (container) => restartContainer(work, container, service));
}

async function restartContainer(work: Work, container: ContainerSummary, service: string): Promise<void> {
  const report = reporter(work.emit, 'container', nameOf(container));
  await runHooks(work, refOf(container), service, 'pre_stop');
  report.working('Restarting');
  const path = `/containers/${container.Id}/restart`;
  await work.client.json({ method: 'POST', path, query: { t: work.timeout }, signal: work.signal });
  report.done('Started');
  await runHooks(work, refOf(container), service, 'post_start');
}

function refOf(container: ContainerSummary): { id: string; name: string } {
  return { id: container.Id, name: nameOf(container) };
}
