/** What the cache holds, as `docker system df -v` shows it, and what `docker builder prune` takes away. */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildCacheRecord, Filters, PruneResponse } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import type { Trash } from '../../host/index.ts';
import type { CacheMounts } from './cache-mounts.ts';
import type { StepCache } from './step-cache.ts';

export interface UsageInput {
  cache: StepCache;
  cacheMounts: CacheMounts;
  /** Layers that images have. */
  imageLayers: ReadonlySet<string>;
  /** Layers that builds are using at this moment. */
  busyLayers: ReadonlySet<string>;
}

interface UsedRecord {
  record: BuildCacheRecord;
  /** Unix milliseconds. */
  lastUsed: number;
}

export function cacheRecords(input: UsageInput): UsedRecord[] {
  const steps = input.cache.records().map(
    (step): UsedRecord => ({
      lastUsed: step.lastUsed,
      record: {
        ID: step.key,
        Parents: step.parent === undefined ? null : [step.parent],
        Type: 'regular',
        Description: step.description,
        InUse: input.busyLayers.has(step.layer.id),
        Shared: input.imageLayers.has(step.layer.id),
        Size: step.layer.size,
        CreatedAt: step.created,
        LastUsedAt: new Date(step.lastUsed).toISOString(),
        UsageCount: step.uses,
      },
    }),
  );
  const mounts = input.cacheMounts.records().map(
    (mount): UsedRecord => ({
      lastUsed: mount.lastUsed,
      record: {
        ID: mount.name,
        Parents: null,
        Type: 'exec.cachemount',
        Description: `cached mount ${mount.id}`,
        InUse: mount.inUse,
        Shared: false,
        Size: bytesIn(join(input.cacheMounts.folderOf(mount.name), 'data')),
        CreatedAt: mount.created,
        LastUsedAt: new Date(mount.lastUsed).toISOString(),
        UsageCount: mount.uses,
      },
    }),
  );
  return [...steps, ...mounts];
}

/** Bytes that only the cache keeps; cache mounts are left out, since measuring them takes long. */
export function bytesOfSteps({ cache, imageLayers }: UsageInput): number {
  const layers = cache.records().filter(({ layer }) => !imageLayers.has(layer.id));
  return layers.reduce((sum, { layer }) => sum + layer.size, 0);
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (stats?.isFile() ? stats.size : 0);
  }, 0);
}

export interface PruneOptions {
  all: boolean;
  filters: Filters;
  /** Bytes that may stay, those used last. */
  keepStorage?: number;
}

/** Takes records away; without `all` those whose layers an image has stay, since nothing would be won. */
export async function pruneCache(
  input: UsageInput,
  options: PruneOptions,
  trash: Trash,
): Promise<Required<Pick<PruneResponse, 'CachesDeleted' | 'SpaceReclaimed'>>> {
  const doomed = chooseDoomed(cacheRecords(input), options);
  for (const { record } of doomed) {
    if (record.Type === 'regular') input.cache.remove([record.ID]);
    else trash.take(input.cacheMounts.folderOf(record.ID));
  }
  await input.cache.save();
  const freed = doomed.reduce((sum, { record }) => sum + (record.Shared ? 0 : record.Size), 0);
  return { CachesDeleted: doomed.map(({ record }) => record.ID), SpaceReclaimed: freed };
}

function chooseDoomed(records: UsedRecord[], options: PruneOptions): UsedRecord[] {
  const matches = filterOf(options.filters);
  const candidates = records
    .filter((used) => !used.record.InUse && (options.all || !used.record.Shared) && matches(used))
    .sort((a, b) => a.lastUsed - b.lastUsed);
  if (!options.keepStorage) return candidates;
  let total = records.reduce((sum, { record }) => sum + (record.Shared ? 0 : record.Size), 0);
  const keep = options.keepStorage;
  return candidates.filter(({ record }) => {
    if (total <= keep) return false;
    total -= record.Size;
    return true;
  });
}

/** @throws EngineError for a filter that does not exist. */
function filterOf(filters: Filters): (record: UsedRecord) => boolean {
  const checks = Object.entries(filters).map(([name, values]) => {
    const [value = ''] = values;
    switch (name) {
      case 'id':
        return ({ record }: UsedRecord) => values.includes(record.ID);
      case 'parent':
      case 'parents':
        return ({ record }: UsedRecord) => values.some((id) => record.Parents?.includes(id));
      case 'type':
        return ({ record }: UsedRecord) => values.includes(record.Type);
      case 'description':
        return ({ record }: UsedRecord) => values.some((text) => record.Description.includes(text));
      case 'inuse':
        return ({ record }: UsedRecord) => record.InUse === isTrue(value);
      case 'shared':
        return ({ record }: UsedRecord) => record.Shared === isTrue(value);
      case 'private':
        return ({ record }: UsedRecord) => record.Shared !== isTrue(value);
      case 'until':
      case 'unused-for': {
        const before = timeOf(value);
        return ({ lastUsed }: UsedRecord) => lastUsed < before;
      }
      default:
        throw new EngineError('invalid', `invalid filter '${name}'`);
    }
  });
  return (used) => checks.every((check) => check(used));
}

function isTrue(value: string): boolean {
  return value === '' || value === 'true' || value === '1';
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Unix milliseconds of a moment, or of a duration before now: `24h`, `1h30m`, `2026-01-02T03:04:05`, `1700000000`. */
export function timeOf(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) {
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
    return Date.now() - parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] ?? ''] ?? 0), 0);
  }
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new EngineError('invalid', `invalid duration or time ${JSON.stringify(text)}`);
  return time;
}
