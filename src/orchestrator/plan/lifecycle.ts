/** What `start`, `stop`, `restart`, `kill`, `pause` and `unpause` would do. A pure function. */
import type { Project } from '../../compose-file/index.ts';
import type { ContainerStatus } from '../../engine-api/index.ts';
import type { LifecycleVerb, PlannedStep } from '../contract-plan.ts';
import { startDependencies } from '../model/dependencies.ts';
import { noSuchService } from '../model/select.ts';

export interface LifecycleContainer {
  name: string;
  service: string;
  state: ContainerStatus;
}

export interface LifecycleRequest {
  verb: LifecycleVerb;
  project: Pick<Project, 'name' | 'services' | 'disabledServices'>;
  containers: readonly LifecycleContainer[];
  /** Empty: all. */
  services: readonly string[];
}

/** Containers that a verb has something to do with. */
const affected: Readonly<Record<LifecycleVerb, readonly ContainerStatus[]>> = {
  start: ['created', 'exited', 'dead'],
  stop: ['running', 'restarting', 'paused'],
  restart: ['created', 'running', 'restarting', 'paused', 'exited', 'dead'],
  kill: ['running', 'restarting', 'paused'],
  pause: ['running'],
  unpause: ['paused'],
};

/** @throws UserError `no-such-service` */
export function planLifecycleSteps({ verb, project, containers, services }: LifecycleRequest): PlannedStep[] {
  const unknown = services.find((name) => project.services[name] === undefined);
  if (unknown !== undefined) throw noSuchService(project, unknown);
  const reasons = chosenServices(verb, project, services);
  const targets = containers.filter(
    ({ service, state }) => reasons.has(service) && affected[verb].includes(state),
  );
  const before = orderOf(verb, project);
  return targets.map(({ name, service, state }) => {
    const earlier = new Set(before(service));
    return {
      id: `${verb} container ${name}`,
      action: verb,
      resource: 'container',
      name,
      service,
      cause: { reason: `${reasons.get(service) ?? ''}${stateNote(verb, state)}`, changes: [] },
      after: targets
        .filter((other) => earlier.has(other.service))
        .map((other) => `${verb} container ${other.name}`),
    };
  });
}

/** Services that take part, and why. */
function chosenServices(
  verb: LifecycleVerb,
  { services }: LifecycleRequest['project'],
  named: readonly string[],
): Map<string, string> {
  const all = Object.keys(services);
  if (named.length === 0) return new Map(all.map((name) => [name, verb]));
  const chosen = new Map(named.map((name) => [name, verb as string]));
  // A map's iteration comes to what is added on the way.
  for (const [name] of chosen) {
    if (verb === 'start') {
      for (const dependency of startDependencies(services[name] ?? { command: null, entrypoint: null }))
        if (!chosen.has(dependency)) chosen.set(dependency, `${name} depends on it`);
    }
    if (verb === 'restart') {
      for (const other of all) {
        if (!chosen.has(other) && services[other]?.depends_on?.[name]?.restart === true)
          chosen.set(other, `depends on ${name} with restart: true`);
      }
    }
  }
  return chosen;
}

type Before = (service: string) => string[];

function orderOf(verb: LifecycleVerb, { services }: LifecycleRequest['project']): Before {
  const dependencies: Before = (service) => {
    const config = services[service];
    return config === undefined ? [] : startDependencies(config);
  };
  switch (verb) {
    case 'start':
      return dependencies;
    case 'restart':
      return (service) =>
        Object.entries(services[service]?.depends_on ?? {})
          .filter(([, { restart }]) => restart === true)
          .map(([name]) => name);
    case 'stop':
      return (service) => Object.keys(services).filter((other) => dependencies(other).includes(service));
    default:
      return () => [];
  }
}

function stateNote(verb: LifecycleVerb, state: ContainerStatus): string {
  if (verb === 'restart' && state !== 'running') return ` (it is ${state})`;
  return verb !== 'start' && state === 'paused' && verb !== 'unpause' ? ' (it is paused)' : '';
}
