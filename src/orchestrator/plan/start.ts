import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { startDependencies } from '../model/dependencies.ts';
import { scaleOf } from '../model/values.ts';
import { publishesRange } from '../spec/ports.ts';
import type { Standing } from './converge.ts';
import { cause, type Plan, type Step, type WaitCondition } from './steps.ts';

export interface StartOptions {
  /** `--wait`: also wait until all run, or are healthy where they have a check. */
  wait: boolean;
}

/** Starts what does not run, each service after those it depends on are as it wants them. Pure. */
export function planStart(
  project: Project,
  standing: ReadonlyMap<string, Standing[]>,
  options: StartOptions,
): Plan {
  const steps: Step[] = [];
  for (const [service, config] of Object.entries(project.services)) {
    if (config.provider !== undefined || config.deploy?.replicas === 0) continue;
    const waits = waitSteps(project, service, config);
    steps.push(...waits);
    const before = [...waits.map(({ id }) => id), ...startsOf(project, standing, startDependencies(config))];
    const init = preStart(standing, service, config, before);
    steps.push(...init);
    const first = [...before, ...init.map(({ id }) => id)];
    let previous: string | undefined;
    for (const { name, number } of stopped(standing, service)) {
      const id = startId(name);
      // The engine would give two containers the same port of a range when they start at once.
      const after = previous !== undefined && publishesRange(config) ? [...first, previous] : first;
      steps.push({ kind: 'start-container', id, service, name, number, after, cause: cause('not running') });
      previous = id;
    }
  }
  for (const step of steps) {
    if (step.kind === 'wait') step.after = startsOf(project, standing, [step.dependency]);
  }
  if (options.wait) steps.push(...finalWaits(project, standing));
  return { steps, warnings: [] };
}

/** Once for the service, when none of its containers runs yet. */
function preStart(
  standing: ReadonlyMap<string, Standing[]>,
  service: string,
  config: ServiceConfig,
  after: string[],
): Step[] {
  const all = standing.get(service) ?? [];
  const [lowest] = all.toSorted((a, b) => a.number - b.number);
  if (!config.pre_start?.length || lowest === undefined || all.some(({ running }) => running)) return [];
  const id = `pre_start of ${service}`;
  return [{ kind: 'pre-start', id, service, name: lowest.name, after, cause: cause('not running') }];
}

function waitSteps(project: Project, service: string, config: ServiceConfig): Step[] {
  return Object.entries(config.depends_on ?? {}).flatMap(([dependency, { condition, required }]): Step[] => {
    if (condition === undefined || condition === 'service_started') return [];
    const target = project.services[dependency];
    if (target === undefined || scaleOf(target) === 0 || target.provider !== undefined) return [];
    return [waitStep(service, dependency, condition, required, [])];
  });
}

function waitStep(
  service: string,
  dependency: string,
  condition: WaitCondition,
  required: boolean,
  after: string[],
): Step {
  const id = `wait for ${dependency} (${condition}) before ${service}`;
  return { kind: 'wait', id, service, dependency, condition, required, after, cause: cause('depends_on') };
}

/** A service whose success others wait for never gets healthy: its end is what `--wait` waits for. */
function finalWaits(project: Project, standing: ReadonlyMap<string, Standing[]>): Step[] {
  const dependents = Object.values(project.services);
  return Object.entries(project.services)
    .filter(([, config]) => scaleOf(config) > 0 && config.provider === undefined)
    .map(([service]) => {
      const completes = dependents.some(
        ({ depends_on }) => depends_on?.[service]?.condition === 'service_completed_successfully',
      );
      const condition = completes ? 'service_completed_successfully' : 'running_or_healthy';
      return waitStep(project.name, service, condition, true, startsOf(project, standing, [service]));
    });
}

function startsOf(project: Project, standing: ReadonlyMap<string, Standing[]>, services: string[]): string[] {
  return services
    .filter((service) => project.services[service] !== undefined)
    .flatMap((service) => stopped(standing, service).map(({ name }) => startId(name)));
}

function stopped(standing: ReadonlyMap<string, Standing[]>, service: string): Standing[] {
  return (standing.get(service) ?? []).filter(({ running }) => !running);
}

function startId(name: string): string {
  return `start container ${name}`;
}
