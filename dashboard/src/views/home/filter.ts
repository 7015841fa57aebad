import type { ContainerBrief, Mood, ProjectSummary } from '../../../../src/dashboard-api/index.ts';

export type Show = 'all' | 'problems' | 'running' | 'stopped';

/** Worst first; within a mood by name. */
const ORDER: Mood[] = ['failing', 'warning', 'busy', 'good', 'stopped'];

function byMood(a: { mood: Mood; name: string }, b: { mood: Mood; name: string }): number {
  return ORDER.indexOf(a.mood) - ORDER.indexOf(b.mood) || a.name.localeCompare(b.name);
}

function fits(mood: Mood, show: Show): boolean {
  if (show === 'problems') return mood === 'failing' || mood === 'warning';
  if (show === 'stopped') return mood === 'stopped';
  return show === 'all' || mood !== 'stopped';
}

/** Every word has to be somewhere in it. */
function matches(words: string[], texts: (string | undefined)[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

export function filterProjects(projects: ProjectSummary[], query: string, show: Show): ProjectSummary[] {
  const words = wordsOf(query);
  return projects
    .filter(
      ({ name, mood, state, ports, files }) =>
        fits(mood, show) && matches(words, [name, state, ...files, ...ports.map(({ text }) => text)]),
    )
    .toSorted(byMood);
}

export function filterContainers(containers: ContainerBrief[], query: string, show: Show): ContainerBrief[] {
  const words = wordsOf(query);
  return containers
    .filter(
      ({ name, id, mood, state, image, ports }) =>
        fits(mood, show) &&
        matches(words, [name, id.slice(0, 12), state, image, ...ports.map(({ text }) => text)]),
    )
    .toSorted(byMood);
}
