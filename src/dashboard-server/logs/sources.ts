import { type ContainerBrief, type LogPick, type LogSource } from '../../dashboard-api/index.ts';
import { logPalette } from '../../shared/index.ts';
import type { ReadSource } from './reading.ts';

/** What of an engine's containers a view shows, with their colours; by name. */
export function sourcesOf(containers: Iterable<ContainerBrief>, picks: readonly LogPick[]): ReadSource[] {
  const all = [...containers].sort((a, b) => (a.name < b.name ? -1 : 1));
  const colors = colorsOf(all);
  return all
    .filter((container) => picks.some((pick) => isPicked(container, pick)))
    .map((container) => ({
      container: container.id,
      source: describe(container, colors.get(container.id) ?? 0),
    }));
}

/** `up` gives its colours to a project's containers in the order of their names. */
function colorsOf(sorted: readonly ContainerBrief[]): Map<string, number> {
  const next = new Map<string, number>();
  return new Map(
    sorted.map(({ id, project, oneOff }) => {
      const color = next.get(project) ?? 0;
      if (!oneOff) next.set(project, color + 1);
      return [id, color % logPalette.length];
    }),
  );
}

function isPicked(container: ContainerBrief, pick: LogPick): boolean {
  if ('container' in pick) return container.name === pick.container || isIdOf(pick.container, container.id);
  if (container.project !== pick.project || container.oneOff || container.project === '') return false;
  return pick.service === undefined || pick.service === container.service;
}

function isIdOf(text: string, id: string): boolean {
  return text.length >= 12 && id.startsWith(text);
}

function describe({ id, name, project, service, number, status }: ContainerBrief, color: number): LogSource {
  return {
    id: id.slice(0, 12),
    name,
    project,
    service,
    label: name === `${project}-${service}-${number}` ? `${service}-${number}` : name,
    color,
    running: status === 'running' || status === 'restarting' || status === 'paused',
  };
}
