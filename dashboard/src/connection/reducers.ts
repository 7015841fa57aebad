import type { RowsDelta, TopicName, Topics } from '../../../src/dashboard-api/index.ts';

type Reduce<Name extends TopicName> = (
  state: Topics[Name]['snapshot'],
  delta: Topics[Name]['delta'],
) => Topics[Name]['snapshot'];

/** Rows with a delta applied; rows that did not change stay the same objects, so that only what changed is drawn again. */
export function applyRows<Row>(
  rows: Row[],
  delta: RowsDelta<Row> | undefined,
  keyOf: (row: Row) => string,
): Row[] {
  if (delta === undefined) return rows;
  const set = new Map(delta.set.map((row) => [keyOf(row), row]));
  const removed = new Set(delta.removed);
  const kept = rows.filter((row) => !removed.has(keyOf(row))).map((row) => take(set, keyOf(row)) ?? row);
  return [...kept, ...set.values()];
}

function take<Row>(rows: Map<string, Row>, key: string): Row | undefined {
  const row = rows.get(key);
  rows.delete(key);
  return row;
}

/** Longer lists of what happened lose their oldest entries. */
const KEPT_ENTRIES = 2_000;

function append<Entry>(entries: Entry[], more: Entry[]): Entry[] {
  return [...entries, ...more].slice(-KEPT_ENTRIES);
}

const replace = <State>(_: State, next: State): State => next;
const nameOf = (row: { name: string }) => row.name;
const idOf = (row: { id: string }) => row.id;

/** How each topic's deltas change its state. */
export const reducers: { [Name in TopicName]: Reduce<Name> } = {
  engines: replace,
  events: append,
  home: (state, delta) => ({
    projects: applyRows(state.projects, delta.projects, nameOf),
    containers: applyRows(state.containers, delta.containers, idOf),
  }),
  containers: (state, delta) => applyRows(state, delta, idOf),
  /** The latest reading of each; `stats/` keeps what came before. */
  stats: (state, delta) => applyRows(state, { set: delta, removed: [] }, idOf),
  project: (state, delta) => ({
    summary: delta.summary ?? state.summary,
    services: applyRows(state.services, delta.services, nameOf),
    containers: applyRows(state.containers, delta.containers, idOf),
    source: delta.source ?? state.source,
  }),
  timeline: append,
  /** For a glance at the last lines; the log view keeps its own. */
  logs: (state, delta) => ({
    sources: delta.sources ?? state.sources,
    entries: [...state.entries, ...delta.entries].slice(-KEPT_ENTRIES),
    complete: state.complete && state.entries.length + delta.entries.length <= KEPT_ENTRIES,
  }),
  drift: replace,
  container: replace,
  'project.files': replace,
  'project.config': replace,
  images: (state, delta) => applyRows(state, delta, idOf),
  volumes: (state, delta) => applyRows(state, delta, nameOf),
  networks: (state, delta) => applyRows(state, delta, idOf),
  builds: ({ builds, all }, delta) => ({ builds: applyRows(builds, delta, idOf), all }),
  /** The engine keeps no more of one than fits here. */
  'build-output': (state, delta) => [...state, ...delta],
  storage: replace,
};
