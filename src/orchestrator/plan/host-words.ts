/** Settings of the host's part that an engine tells in other words than they were asked for. */
import type { Exact, HostConfig } from '../../engine-api/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import type { Told } from './engine-words.ts';
import { change, isEmpty, mapChanges } from './field-change.ts';
import type { EngineDefaults } from './left-empty.ts';

type Host = Exact<HostConfig>;

/** Dropped with a warning where the kernel or the system does not have them. */
const droppable = new Set<string>(
  `
  BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps BlkioDeviceWriteIOps
  CpuCount CpuPercent CpuRealtimePeriod CpuRealtimeRuntime MemorySwappiness OomKillDisable
`
    .trim()
    .split(/\s+/),
);

/** Compared by `otherHostChanges`, or part of the security options. */
const apart = new Set(['Init', 'Links', 'LogConfig', 'MaskedPaths', 'ReadonlyPaths']);

/** Both in the same words, without what is compared by `otherHostChanges`. */
export function inSameWords(wanted: Host, { host: actual, extent }: Told): { wanted: Host; actual: Host } {
  const there = new Map<string, unknown>(Object.entries(actual));
  const isDropped = (field: string, value: unknown): boolean =>
    extent !== 'request' && droppable.has(field) && !isEmpty(value) && isEmpty(there.get(field));
  const together = (host: Host): Host => ({
    ...Object.fromEntries(Object.entries(host).filter(([field]) => !apart.has(field))),
    SecurityOpt: securityOptions(host, wanted),
  });
  const taken = Object.entries(wanted).filter(([field, value]) => !isDropped(field, value));
  return { wanted: together(Object.fromEntries(taken)), actual: together(actual) };
}

/** An engine takes Docker's name of its default for its own, also where it has nothing of that name. */
export function withKnownRuntime(wanted: Host, { runtime, runtimes }: Partial<EngineDefaults> = {}): Host {
  const { Runtime: asked } = wanted;
  if (!asked || runtime === undefined || runtimes === undefined || runtimes.includes(asked)) return wanted;
  return { ...wanted, Runtime: runtime };
}

/** `label=disable` is added to containers that share namespaces of the host. */
function securityOptions(host: Host, { SecurityOpt }: Host): string[] {
  const options = (host.SecurityOpt ?? []).filter(
    (option) => option !== 'label=disable' || SecurityOpt?.includes(option),
  );
  const unmasked = host.MaskedPaths?.length === 0 && host.ReadonlyPaths?.length === 0 && !host.Privileged;
  return unmasked ? [...options, 'systempaths=unconfined'] : options;
}

export function otherHostChanges(wanted: Host, told: Told): FieldChange[] {
  return [...initChanges(wanted, told), ...loggingChanges(wanted, told)];
}

/** False says something: the daemon may have another default. */
function initChanges(wanted: Host, { host, extent }: Told): FieldChange[] {
  const [before, after] = [host.Init ?? undefined, wanted.Init ?? undefined];
  if (before === after || (after === undefined && extent === 'part')) return [];
  return [change('init', before, after)];
}

/** Options of a driver that was left to the daemon may be the daemon's own. */
function loggingChanges(wanted: Host, { host, loggingDriver, extent }: Told): FieldChange[] {
  const { Type: set = '', Config: there } = host.LogConfig ?? {};
  const { Type: asked = '', Config: options } = wanted.LogConfig ?? {};
  const [before, after] = [set || loggingDriver, asked || loggingDriver];
  const driver = before === after ? [] : [change('logging.driver', before, after)];
  const told = extent === 'request' || asked !== '' || !isEmpty(options);
  return told ? [...driver, ...mapChanges('logging.options', options ?? {}, there ?? {})] : driver;
}
