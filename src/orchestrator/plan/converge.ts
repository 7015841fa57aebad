import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { RecreatePolicy } from '../contract.ts';
import { creationDependencies, inDependencyOrder, restartedWith } from '../model/dependencies.ts';
import { containerName, imageName, isOneOff, nameOf, numberOf, serviceOf } from '../model/names.ts';
import { resolveReferences } from '../model/references.ts';
import { createStep, keepStep, recreateStep, reviveStep, stopStep, surplusStep } from './container-steps.ts';
import { recreateCause } from './divergence.ts';
import { expectedScale } from './expected-scale.ts';
import { explainChange } from './explain-change.ts';
import { planNetworks } from './networks.ts';
import type { Observed } from './observed.ts';
import { planOrphans } from './orphans.ts';
import { cause, type Plan, type Step } from './steps.ts';
import { planVolumes } from './volumes.ts';

export interface ConvergeOptions {
  recreate: RecreatePolicy;
  recreateDependencies: RecreatePolicy;
  /** Services named by the user; empty: all. */
  named: string[];
  removeOrphans: boolean;
  ignoreOrphans: boolean;
  /** Keys of diverged volumes that the user agreed to lose. */
  replacedVolumes: ReadonlySet<string>;
}

/** A container as it will be when the plan is done. */
export interface Standing {
  name: string;
  number: number;
  running: boolean;
  /** Undefined for one that is made anew. */
  id: string | undefined;
}

export interface ConvergePlan extends Plan {
  /** By service. */
  standing: Map<string, Standing[]>;
}

/**
 * What brings networks, volumes and containers to the state of the files, without starting anything. Pure: the same input gives
 * the same plan.
 */
export function planConverge(project: Project, observed: Observed, options: ConvergeOptions): ConvergePlan {
  return new Converger(project, observed, options).plan();
}

/** The gate between networks, volumes, orphans and the containers. */
const resourcesReady = 'resources are ready';

class Converger {
  readonly #project: Project;
  readonly #observed: Observed;
  readonly #options: ConvergeOptions;
  readonly #steps: Step[] = [];
  readonly #warnings: string[] = [];
  readonly #standing = new Map<string, Standing[]>();
  readonly #lost = new Set<string>();
  readonly #stopped = new Set<string>();
  #networkIds: ReadonlyMap<string, string> = new Map();
  #replacedNetworks: ReadonlySet<string> = new Set();

  constructor(project: Project, observed: Observed, options: ConvergeOptions) {
    this.#project = project;
    this.#observed = observed;
    this.#options = options;
  }

  plan(): ConvergePlan {
    this.#planResources();
    for (const service of inDependencyOrder(this.#project.services)) {
      const config = this.#project.services[service];
      if (config !== undefined) this.#planService(service, config);
    }
    return { steps: this.#steps, warnings: this.#warnings, standing: this.#standing };
  }

  #planResources(): void {
    const networks = planNetworks(this.#project, this.#observed);
    const volumes = planVolumes(this.#project, this.#observed, this.#options.replacedVolumes);
    const orphans = planOrphans(this.#project, this.#observed.containers, this.#options);
    this.#networkIds = networks.ids;
    this.#replacedNetworks = new Set(
      networks.steps.flatMap((step) => (step.kind === 'replace-network' ? [step.key] : [])),
    );
    for (const step of volumes.steps) {
      if (step.kind === 'replace-volume') for (const { id } of step.containers) this.#lost.add(id);
    }
    const steps = [...networks.steps, ...volumes.steps, ...orphans.steps];
    this.#steps.push(...steps);
    this.#warnings.push(...networks.warnings, ...volumes.warnings, ...orphans.warnings);
    if (steps.length > 0) {
      const after = steps.map(({ id }) => id);
      this.#steps.push({ kind: 'ready', id: resourcesReady, after, cause: cause('') });
    }
  }

  #planService(service: string, declared: ServiceConfig): void {
    if (declared.provider !== undefined) {
      this.#add({
        kind: 'provide',
        id: `provide ${service}`,
        service,
        after: [],
        cause: cause('asked each time'),
      });
      return;
    }
    const expected = expectedScale(service, declared);
    const containers = this.#observed.containers.filter(
      (container) =>
        serviceOf(container) === service && !isOneOff(container) && !this.#lost.has(container.Id),
    );
    const config = this.#resolve(declared);
    const judged = containers
      .map((container) => ({ container, why: this.#recreateCause(service, config, container) }))
      .sort(
        (a, b) =>
          Number(a.why !== undefined) - Number(b.why !== undefined) || order(a.container, b.container),
      );
    const after = this.#creationSteps(declared);
    this.#standing.set(service, []);
    for (const [index, { container, why }] of judged.entries()) {
      if (index >= expected) this.#add(surplusStep(service, container));
      else if (why !== undefined) this.#recreate(service, declared, container, why, after);
      else this.#keep(service, container);
    }
    const next = Math.max(0, ...containers.map((container) => numberOf(container) ?? 0)) + 1;
    for (let index = 0; index < expected - containers.length; index++) {
      this.#create(service, declared, next + index, after);
    }
  }

  #recreateCause(
    service: string,
    config: ServiceConfig | undefined,
    container: ContainerSummary,
  ): ReturnType<typeof recreateCause> {
    const { recreate, recreateDependencies, named } = this.#options;
    const isNamed = named.length === 0 || named.includes(service);
    const declared = this.#project.services[service];
    const image =
      declared === undefined
        ? undefined
        : this.#observed.images.get(imageName(this.#project, service, declared));
    const why = recreateCause(
      {
        project: this.#project,
        config,
        imageId: image?.Id,
        policy: isNamed ? recreate : recreateDependencies,
        policyReason: isNamed ? '--force-recreate' : '--always-recreate-deps',
        networkIds: this.#networkIds,
        replacedNetworks: this.#replacedNetworks,
      },
      container,
    );
    const details = this.#observed.details?.get(container.Id);
    if (why?.reason !== 'configuration changed' || details === undefined || config === undefined) return why;
    const namesOf = (name: string) =>
      (this.#standing.get(name) ?? this.#outside(name)).map((each) => each.name);
    return explainChange({ project: this.#project, service, config }, this.#observed, {
      container,
      inspect: details,
      image,
      namesOf,
    });
  }

  /** Undefined when a container it refers to is not there yet, or goes. */
  #resolve(declared: ServiceConfig): ServiceConfig | undefined {
    let known = true;
    const resolved = resolveReferences(declared, (service) => {
      const standing = this.#standing.get(service) ?? this.#outside(service);
      const [first] = standing.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      if (first !== undefined && first.id === undefined) known = false;
      return first === undefined ? undefined : (first.id ?? '');
    });
    return known ? resolved : undefined;
  }

  /** Containers of a service that is not part of this run (`--no-deps`). */
  #outside(service: string): Standing[] {
    return this.#observed.containers
      .filter((container) => serviceOf(container) === service && !isOneOff(container))
      .map((container) => ({
        name: nameOf(container),
        number: numberOf(container) ?? 1,
        running: container.State === 'running',
        id: container.Id,
      }));
  }

  #creationSteps(declared: ServiceConfig): string[] {
    const services = new Set(creationDependencies(declared));
    return this.#steps
      .filter(
        (step) =>
          (step.kind === 'create-container' || step.kind === 'recreate-container') &&
          services.has(step.service),
      )
      .map(({ id }) => id);
  }

  #create(service: string, declared: ServiceConfig, number: number, after: string[]): void {
    const name = containerName(this.#project, service, declared, number);
    this.#add(createStep(service, name, number, after));
    this.#standing.get(service)?.push({ name, number, running: false, id: undefined });
  }

  #recreate(
    service: string,
    declared: ServiceConfig,
    replaced: ContainerSummary,
    why: Step['cause'],
    after: string[],
  ): void {
    const number = numberOf(replaced) ?? 1;
    const name = containerName(this.#project, service, declared, number);
    const stops = this.#stopDependents(service);
    this.#add(recreateStep({ service, name, number }, replaced, why, [...after, ...stops]));
    this.#standing.get(service)?.push({ name, number, running: false, id: undefined });
  }

  #stopDependents(service: string): string[] {
    const dependents = restartedWith(this.#project.services, service);
    const running = this.#observed.containers.filter(
      (container) =>
        dependents.includes(serviceOf(container)) && !isOneOff(container) && container.State === 'running',
    );
    return running.map((container) => {
      const step = stopStep(container, `service ${service} is recreated`);
      if (!this.#stopped.has(container.Id)) {
        this.#stopped.add(container.Id);
        this.#add(step);
      }
      return step.id;
    });
  }

  #keep(service: string, container: ContainerSummary): void {
    const running = container.State === 'running' && !this.#stopped.has(container.Id);
    const name = nameOf(container);
    const standing = { name, number: numberOf(container) ?? 1, running, id: container.Id };
    this.#standing.get(service)?.push(standing);
    if (['running', 'created', 'restarting', 'exited'].includes(container.State)) {
      this.#add(keepStep(service, container, running));
      return;
    }
    this.#add(reviveStep(service, container));
    standing.running = true;
  }

  #add(step: Step): void {
    if (this.#steps.some(({ id }) => id === resourcesReady)) step.after = [...step.after, resourcesReady];
    this.#steps.push(step);
  }
}

function order(a: ContainerSummary, b: ContainerSummary): number {
  const [first, second] = [numberOf(a), numberOf(b)];
  return first !== undefined && second !== undefined ? first - second : b.Created - a.Created;
}
