import type { Filters, PruneResponse } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { matchesLabel } from './filters.ts';
import { isRunning } from './record.ts';
import { removeContainer } from './remove.ts';
import type { Room } from './room.ts';
import { folderSize } from './size.ts';

/** Removes all containers that do not run and match the filters (`until`, `label`, `label!`). */
export async function pruneContainers(room: Room, filters: Filters): Promise<PruneResponse> {
  for (const name of Object.keys(filters)) {
    if (!['until', 'label', 'label!'].includes(name))
      throw new EngineError('invalid', `invalid filter '${name}'`);
  }
  const before = untilTime(filters.until?.[0]);
  const deleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const container of room.store.all().filter((candidate) => isPrunable(candidate, filters, before))) {
    const size = await folderSize(container.upperDir);
    await removeContainer(room, container, {});
    deleted.push(container.id);
    SpaceReclaimed += size;
  }
  room.events.emit('container', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed };
}

function isPrunable({ state, record }: Container, filters: Filters, before: number): boolean {
  if (isRunning(state) || state.status === 'restarting') return false;
  const labels = record.config.Labels ?? {};
  return (
    Date.parse(record.created) < before &&
    (filters.label ?? []).every((label) => matchesLabel(labels, label)) &&
    !(filters['label!'] ?? []).some((label) => matchesLabel(labels, label))
  );
}

const unitMilliseconds: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** A duration back from now (`24h`, `1h30m`), a Unix time, or a date. Unix milliseconds. */
function untilTime(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^(\d+(?:\.\d+)?[hms])+$/.test(text)) {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
    return (
      Date.now() -
      parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMilliseconds[unit ?? ''] ?? 0), 0)
    );
  }
  const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(time))
    throw new EngineError('invalid', `failed to parse value as time or duration: "${text}"`);
  return time;
}
