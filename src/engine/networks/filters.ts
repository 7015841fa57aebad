import type { Filters } from '../../engine-api/index.ts';
import { EngineError, parseTimestamp } from '../../shared/index.ts';
import type { Network } from './network.ts';

const LIST_FILTERS = ['dangling', 'driver', 'id', 'label', 'label!', 'name', 'scope', 'type'];
const PRUNE_FILTERS = ['label', 'label!', 'until'];
const PREDEFINED = new Set(['bridge', 'host', 'none']);

export function isPredefined(name: string): boolean {
  return PREDEFINED.has(name);
}

function checkNames(filters: Filters, allowed: string[]): void {
  const unknown = Object.keys(filters).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter '${unknown}'`);
}

function matchesLabel(network: Network, wanted: string): boolean {
  const labels = network.record.wire.Labels;
  const separator = wanted.indexOf('=');
  return separator < 0
    ? wanted in labels
    : labels[wanted.slice(0, separator)] === wanted.slice(separator + 1);
}

function matchesLabels(network: Network, filters: Filters): boolean {
  const unwanted = filters['label!'] ?? [];
  return (
    (filters.label ?? []).every((label) => matchesLabel(network, label)) &&
    !unwanted.some((label) => matchesLabel(network, label))
  );
}

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}

/** Values of one filter are alternatives, but for labels, of which all must fit. */
function anyOf(values: string[] | undefined, fits: (value: string) => boolean): boolean {
  return !values || values.length === 0 || values.some(fits);
}

/** Whether a network belongs into a list (`GET /networks`). */
export function matchesFilters(network: Network, filters: Filters, isUsed: boolean): boolean {
  checkNames(filters, LIST_FILTERS);
  const { wire } = network.record;
  return (
    matchesLabels(network, filters) &&
    anyOf(filters.name, (name) => matchesName(wire.Name, name)) &&
    anyOf(filters.id, (id) => wire.Id.startsWith(id)) &&
    anyOf(filters.driver, (driver) => wire.Driver === driver) &&
    anyOf(filters.scope, (scope) => wire.Scope === scope) &&
    anyOf(filters.type, (type) => (type === 'builtin') === isPredefined(wire.Name)) &&
    anyOf(filters.dangling, (value) => isTrue(value) === (!isUsed && !isPredefined(wire.Name)))
  );
}

function matchesName(name: string, pattern: string): boolean {
  try {
    return name.includes(pattern) || new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

/** Whether `prune` may take the network, if nobody uses it. */
export function matchesPrune(network: Network, filters: Filters): boolean {
  checkNames(filters, PRUNE_FILTERS);
  const created = parseTimestamp(network.record.wire.Created) ?? 0n;
  return matchesLabels(network, filters) && (filters.until ?? []).every((until) => created < timeOf(until));
}

const UNITS: Record<string, bigint> = { s: 1n, m: 60n, h: 3600n, d: 86_400n };

/** Unix nanoseconds of a time, Unix seconds, or a duration before now (`24h`, `1h30m`). */
function timeOf(text: string): bigint {
  const absolute = parseTimestamp(text);
  if (absolute !== undefined) return absolute;
  if (/^\d+$/.test(text)) return BigInt(text) * 1_000_000_000n;
  if (!/^(\d+[smhd])+$/.test(text))
    throw new EngineError('invalid', `invalid value for filter 'until': ${text}`);
  const seconds = [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count = '0', unit = 's']) => sum + BigInt(count) * (UNITS[unit] ?? 0n),
    0n,
  );
  return (BigInt(Date.now()) - seconds * 1000n) * 1_000_000n;
}
