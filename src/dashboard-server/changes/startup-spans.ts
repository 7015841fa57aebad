import type { StartupSpan } from '../../dashboard-api/index.ts';
import type { EventMessage } from '../../engine-api/index.ts';
import type { OrchestratorEvent, PlannedStep } from '../../orchestrator/index.ts';
import { timeOf } from '../engines/describe-event.ts';
import { label } from '../model/labels.ts';

type Phase = StartupSpan['phase'];

/** What the orchestrator tells of a container → which phase begins, or ends. */
const phases: Readonly<Record<string, readonly [Phase, 'begin' | 'end']>> = {
  Creating: ['create', 'begin'],
  Created: ['create', 'end'],
  Recreate: ['create', 'begin'],
  Recreated: ['create', 'end'],
  Starting: ['start', 'begin'],
  Restarting: ['start', 'begin'],
  Started: ['start', 'end'],
};

/** Makes spans of what the orchestrator and the engine tell: one of each phase and container, told at its begin and at its end. */
export class StartupSpans {
  readonly #services: ReadonlyMap<string, string>;
  readonly #project: string;
  readonly #tell: (span: StartupSpan) => void;
  readonly #open = new Map<string, StartupSpan>();

  /** @param services by the containers' names */
  constructor(project: string, services: ReadonlyMap<string, string>, tell: (span: StartupSpan) => void) {
    this.#project = project;
    this.#services = services;
    this.#tell = tell;
  }

  static servicesOf(steps: readonly PlannedStep[]): Map<string, string> {
    return new Map(
      steps.flatMap(({ resource, name, service }) =>
        resource === 'container' && service !== undefined ? [[name, service] as const] : [],
      ),
    );
  }

  onProgress(event: OrchestratorEvent, at: number): void {
    if (event.kind === 'build-started') this.#begin('build', event.service, event.service, event.at);
    else if (event.kind === 'build-done') this.#end('build', event.service, event.at);
    else if (event.kind === 'build-step-failed') this.#end('build', event.service, event.at, true);
    else if (event.kind === 'progress' && event.resource === 'service') {
      if (event.state === 'working') this.#begin('pull', event.id, event.id, at);
      else this.#end('pull', event.id, at, event.state === 'error');
    } else if (event.kind === 'progress' && event.resource === 'container') {
      this.#onContainer(event.id.replace(/^Container /, ''), event.statusText, event.state === 'error', at);
    }
  }

  /** Health comes from the engine, for services too that nobody waits for. */
  onEngineEvent(event: EventMessage): void {
    const { Attributes } = event.Actor;
    const name = Attributes['name'] ?? '';
    if (event.Type !== 'container' || Attributes[label.project] !== this.#project) return;
    if (event.Action === 'health_status: healthy') this.#end('healthy', name, timeOf(event));
    if (event.Action === 'health_status: unhealthy') this.#end('healthy', name, timeOf(event), true);
    if (event.Action === 'die') this.#end('healthy', name, timeOf(event), true);
  }

  /** A container that has a health check runs. */
  awaitHealth(container: string, service: string, at: number): void {
    this.#begin('healthy', container, service, at);
  }

  #onContainer(name: string, status: string, failed: boolean, at: number): void {
    const service = this.#services.get(name) ?? this.#services.get(name.replace(/^[0-9a-f]{12}_/, ''));
    if (service === undefined) return;
    if (failed) {
      for (const phase of ['create', 'start'] as const) this.#end(phase, name, at, true);
      return;
    }
    const [phase, edge] = phases[status] ?? [];
    if (phase === undefined) return;
    if (edge === 'begin') this.#begin(phase, name, service, at);
    else this.#end(phase, name, at);
  }

  #begin(phase: Phase, key: string, service: string, at: number): void {
    if (this.#open.has(`${phase} ${key}`)) return;
    const span = { service, phase, begin: at, ...(key === service ? {} : { container: key }) };
    this.#open.set(`${phase} ${key}`, span);
    this.#tell(span);
  }

  #end(phase: Phase, key: string, at: number, failed = false): void {
    const span = this.#open.get(`${phase} ${key}`);
    if (span === undefined) return;
    this.#open.delete(`${phase} ${key}`);
    this.#tell({ ...span, end: at, ...(failed ? { failed } : {}) });
  }
}
