import type { Mood, TimelineEntry } from '../../../../src/dashboard-api/index.ts';

export interface Mark {
  id: string;
  /** Part of the width, 0 to 1. */
  left: number;
  mood: Mood;
  text: string;
}

/** A time through which a container ran, or was unhealthy. */
export interface Stretch {
  left: number;
  width: number;
  kind: 'up' | 'bad';
}

export interface Lane {
  container: string;
  marks: Mark[];
  stretches: Stretch[];
}

type Kind = TimelineEntry['kind'];

const MOODS: Record<Kind, Mood> = {
  created: 'stopped',
  started: 'good',
  healthy: 'good',
  unhealthy: 'failing',
  died: 'failing',
  ended: 'stopped',
  oom: 'failing',
  stopped: 'stopped',
  restarted: 'good',
  paused: 'stopped',
  unpaused: 'good',
  removed: 'stopped',
  deployed: 'busy',
};

/** How it goes on after an event of each kind; absent: as before. */
const AFTER: Partial<Record<Kind, Stretch['kind'] | 'down'>> = {
  started: 'up',
  restarted: 'up',
  healthy: 'up',
  unpaused: 'up',
  unhealthy: 'bad',
  died: 'down',
  ended: 'down',
  oom: 'down',
  stopped: 'down',
  paused: 'down',
  removed: 'down',
};

export function moodOf(kind: Kind): Mood {
  return MOODS[kind];
}

function stretchesOf(entries: TimelineEntry[], from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let open: { kind: Stretch['kind']; at: number } | undefined;
  const close = (at: number) => {
    if (open !== undefined && at > from) {
      const left = Math.max(open.at, from);
      stretches.push({
        kind: open.kind,
        left: (left - from) / (to - from),
        width: (at - left) / (to - from),
      });
    }
    open = undefined;
  };
  for (const { kind, at } of entries) {
    const next = AFTER[kind];
    if (next === undefined) continue;
    close(at);
    if (next !== 'down') open = { kind: next, at };
  }
  close(to);
  return stretches;
}

/** A container that is being replaced has its id before its name for a moment. */
export function laneOf({ container }: TimelineEntry): string {
  return container.replace(/^[0-9a-f]{12}_/, '');
}

/** Entries of a time as lanes, one a container; Unix milliseconds. Entries come oldest first. */
export function lanesOf(entries: TimelineEntry[], containers: string[], from: number, to: number): Lane[] {
  return containers.map((container) => {
    const own = entries.filter((entry) => laneOf(entry) === container && entry.at <= to);
    return {
      container,
      stretches: stretchesOf(own, from, to),
      marks: own
        .filter(({ at }) => at >= from)
        .map(({ id, at, kind, text }) => ({
          id,
          left: (at - from) / (to - from),
          mood: moodOf(kind),
          text: [...new Set([container, kind, text])].filter(Boolean).join(' '),
        })),
    };
  });
}
