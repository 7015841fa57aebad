import type { Filters } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { shownEndpoints } from './inspect.ts';
import type { Room } from './room.ts';

type Test = (room: Room, container: Container, value: string) => boolean;

const tests: Record<string, Test> = {
  id: (_room, { id }, value) => id.startsWith(value),
  name: (_room, { name }, value) => matchesName(name, value),
  label: (_room, { record }, value) => matchesLabel(record.config.Labels ?? {}, value),
  status: (_room, { state }, value) => state.status === value,
  exited: (_room, { state }, value) => state.status === 'exited' && String(state.exitCode) === value,
  health: (_room, { state }, value) => (state.health?.Status ?? 'none') === value,
  ancestor: (room, { record }, value) =>
    record.config.Image === value || room.images.find(value)?.id === record.imageId,
  network: (_room, container, value) =>
    Object.entries(shownEndpoints(container)).some(
      ([name, { NetworkID }]) => name === value || (NetworkID !== '' && NetworkID?.startsWith(value)),
    ),
  volume: (_room, { record }, value) =>
    record.mounts.some(
      ({ type, source, target }) => target === value || (type === 'volume' && source === value),
    ),
  before: (room, { record }, value) => record.created < room.store.get(value).record.created,
  since: (room, { record }, value) => record.created > room.store.get(value).record.created,
  expose: (_room, { record }, value) =>
    Object.keys(record.config.ExposedPorts ?? {}).some((port) => isPort(port, value)),
  publish: (_room, { state }, value) =>
    Object.entries(state.ports).some(([port, bindings]) =>
      bindings?.some(({ HostPort }) => isPort(`${HostPort}/${port.split('/')[1]}`, value)),
    ),
  isolation: () => true,
  'is-task': (_room, _container, value) => value === 'false',
};

/** @throws EngineError `invalid` in Docker's words. */
export function checkFilters(filters: Filters): void {
  for (const name of Object.keys(filters)) {
    if (!tests[name]) throw new EngineError('invalid', `invalid filter '${name}'`);
  }
}

/** Every filter must match; of the values of one filter, any (of labels, all). */
export function matchesFilters(room: Room, container: Container, filters: Filters): boolean {
  return Object.entries(filters).every(([name, values]) => {
    const test = tests[name];
    if (!test || values.length === 0) return true;
    const results = values.map((value) => test(room, container, value));
    return name === 'label' ? results.every(Boolean) : results.some(Boolean);
  });
}

/** Docker's match: a regular expression, or a part, of the name with or without its slash. */
function matchesName(name: string, value: string): boolean {
  try {
    const pattern = new RegExp(value);
    return pattern.test(name) || pattern.test(`/${name}`);
  } catch {
    return name.includes(value);
  }
}

/** `key` or `key=value`. */
export function matchesLabel(labels: Record<string, string>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return labels[wanted] !== undefined;
  return labels[wanted.slice(0, at)] === wanted.slice(at + 1);
}

function isPort(port: string, wanted: string): boolean {
  const [number, protocol = 'tcp'] = wanted.split('/');
  return port === `${number}/${protocol}`;
}
