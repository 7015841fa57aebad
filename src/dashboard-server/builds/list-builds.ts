import type { BuildRow } from '../../dashboard-api/index.ts';

/** Milliseconds between an operation's word of a build and the engine's, and between their clocks. */
const apart = 10_000;

/** The engine's builds, and those asked for here that it does not know: of another builder, or one that keeps no history. */
export function listBuilds(remembered: readonly BuildRow[], own: readonly BuildRow[]): BuildRow[] {
  const isKnown = (build: BuildRow): boolean => remembered.some((each) => isSame(each, build));
  return [...remembered, ...own.filter((build) => !isKnown(build))];
}

/** A service is built once at a time. */
function isSame(remembered: BuildRow, own: BuildRow): boolean {
  if (remembered.project !== own.project || remembered.service !== own.service) return false;
  const end = own.end ?? Number.POSITIVE_INFINITY;
  return remembered.begin > own.begin - apart && remembered.begin < end + apart;
}
