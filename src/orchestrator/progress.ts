import type { OrchestratorEvent, ProgressEvent, ResourceKind } from './contract-events.ts';

export type Emit = (event: OrchestratorEvent) => void;

/** Tells of one thing: `Container app-web-1`, `Network app_default`. */
export interface Reporter {
  working: (statusText: string) => void;
  done: (statusText: string) => void;
  warning: (statusText: string) => void;
  error: (statusText: string) => void;
}

const prefixes: Record<ResourceKind, string> = {
  container: 'Container ',
  network: 'Network ',
  volume: 'Volume ',
  image: 'Image ',
  service: '',
  provider: '',
  config: '',
};

export function reporter(emit: Emit, resource: ResourceKind, name: string): Reporter {
  const id = prefixes[resource] + name;
  const tell =
    (state: ProgressEvent['state']) =>
    (statusText: string): void =>
      emit({ kind: 'progress', resource, id, state, text: '', statusText });
  return { working: tell('working'), done: tell('done'), warning: tell('warning'), error: tell('error') };
}

export function warn(emit: Emit, text: string, code?: string): void {
  emit({ kind: 'message', level: 'warning', text, ...(code === undefined ? {} : { code }) });
}
