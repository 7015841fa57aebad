import { type Signal, signal } from '@preact/signals';
import type { LogPick } from '../../../../src/dashboard-api/index.ts';

/** Parts of a logs page's address that a saved search keeps; a time goes by, so it is none of them. */
const PARTS = ['find', 'services', 'from', 'columns'] as const;

/** Parts of the address; what is absent there is absent here. */
export type SearchParts = Partial<Record<(typeof PARTS)[number], string>>;

export interface SavedSearch extends SearchParts {
  name: string;
}

const STORED = 'tutti.logs.searches';

/** By project; `''` for those over several. In this browser, at this address: the server keeps nothing. */
const saved: Signal<Readonly<Record<string, readonly SavedSearch[]>>> = signal(readStored());

function readStored(): Record<string, SavedSearch[]> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Record<string, SavedSearch[]>;
  } catch {
    return {};
  }
}

function store(scope: string, searches: readonly SavedSearch[]): void {
  const { [scope]: _before, ...others } = saved.value;
  saved.value = searches.length === 0 ? others : { ...others, [scope]: searches };
  localStorage.setItem(STORED, JSON.stringify(saved.value));
}

export function searchesOf(scope: string): readonly SavedSearch[] {
  return saved.value[scope] ?? [];
}

/** One of the same name is replaced. */
export function saveSearch(scope: string, search: SavedSearch): void {
  store(scope, [...searchesOf(scope).filter(({ name }) => name !== search.name), search]);
}

export function forgetSearch(scope: string, name: string): void {
  store(
    scope,
    searchesOf(scope).filter((each) => each.name !== name),
  );
}

/** Of the page's address. */
export function partsOf(query: Readonly<Record<string, string>>): SearchParts {
  return Object.fromEntries(PARTS.flatMap((part) => (query[part] ? [[part, query[part]]] : [])));
}

/** How the address has to change to show it. */
export function changesFor(search: SearchParts): Record<string, string | undefined> {
  const parts = PARTS.map((part) => [part, search[part]]);
  return { ...Object.fromEntries(parts), line: undefined, since: undefined, until: undefined };
}

/** The one project that all lines are of. */
export function scopeOf(picks: readonly LogPick[]): string {
  const projects = new Set(picks.map((pick) => ('project' in pick ? pick.project : '')));
  const [only = ''] = projects;
  return projects.size === 1 ? only : '';
}
