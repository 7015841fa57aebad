import type { Filters, VolumeInspect } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';

/** @throws EngineError `invalid` in Docker's words. */
export function checkVolumeFilters(filters: Filters, known: string[]): void {
  const unknown = Object.keys(filters).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter '${unknown}'`);
}

/** Every filter must match; of the values of one filter, any (of labels, all). */
export function matchesVolumeFilters(
  volume: VolumeInspect,
  filters: Filters,
  isUsed: (name: string) => boolean,
): boolean {
  const labels = volume.Labels ?? {};
  return (
    any(filters.name, (value) => volume.Name.includes(value)) &&
    any(filters.driver, (value) => volume.Driver === value) &&
    any(filters.dangling, (value) => (value === 'true' || value === '1') !== isUsed(volume.Name)) &&
    (filters.label ?? []).every((value) => hasLabel(labels, value)) &&
    !(filters['label!'] ?? []).some((value) => hasLabel(labels, value))
  );
}

function hasLabel(labels: Record<string, string>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return labels[wanted] !== undefined;
  return labels[wanted.slice(0, at)] === wanted.slice(at + 1);
}

function any(values: string[] | undefined, test: (value: string) => boolean): boolean {
  return !values?.length || values.some(test);
}
