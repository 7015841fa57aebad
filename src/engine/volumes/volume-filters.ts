import type { Filters } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { VolumeRecord } from './volume-store.ts';

type Test = (volume: VolumeRecord, value: string) => boolean;

const hasLabel: Test = ({ labels }, value) => {
  const at = value.indexOf('=');
  const name = at < 0 ? value : value.slice(0, at);
  const label = labels?.[name];
  return at < 0 ? label !== undefined : label === value.slice(at + 1);
};

function refuseUnknown(filters: Filters, known: string[]): void {
  const unknown = Object.keys(filters).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter '${unknown}'`);
}

/** A test for `GET /volumes`: values of one filter are alternatives, except labels, which must all be there. */
export function listTest(
  filters: Filters,
  inUse: (name: string) => boolean,
): (volume: VolumeRecord) => boolean {
  refuseUnknown(filters, ['name', 'label', 'driver', 'dangling']);
  const { name = [], label = [], driver = [], dangling } = filters;
  const wantsUnused = dangling === undefined ? undefined : readBoolean('dangling', dangling);
  return (volume) =>
    (name.length === 0 || name.some((part) => volume.name.includes(part))) &&
    label.every((value) => hasLabel(volume, value)) &&
    (driver.length === 0 || driver.includes('local')) &&
    (wantsUnused === undefined || inUse(volume.name) !== wantsUnused);
}

/** A test for `POST /volumes/prune`; that a volume is unused is the caller's business. */
export function pruneTest(filters: Filters): (volume: VolumeRecord) => boolean {
  refuseUnknown(filters, ['all', 'label', 'label!']);
  const all = filters.all !== undefined && readBoolean('all', filters.all);
  return (volume) =>
    (all || hasLabel(volume, anonymousLabel)) &&
    (filters.label ?? []).every((value) => hasLabel(volume, value)) &&
    !(filters['label!'] ?? []).some((value) => hasLabel(volume, value));
}

/** What Docker marks a volume with that nobody gave a name. */
export const anonymousLabel = 'com.docker.volume.anonymous';

function readBoolean(name: string, values: string[]): boolean {
  const [value = ''] = values;
  if (['1', 'true'].includes(value)) return true;
  if (['0', 'false'].includes(value)) return false;
  throw new EngineError('invalid', `invalid filter '${name}=[${values.join(' ')}]'`);
}
