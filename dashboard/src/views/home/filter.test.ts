import { expect, test } from 'vitest';
import type { Mood, ProjectSummary } from '../../../../src/dashboard-api/index.ts';
import { filterProjects } from './filter.ts';

function project(name: string, mood: Mood, state = ''): ProjectSummary {
  return {
    name,
    mood,
    state,
    services: 1,
    containers: 1,
    running: 1,
    ports: [{ text: '8080→80/tcp' }],
    files: [`/srv/${name}/compose.yml`],
    filesFound: true,
  };
}

const all = [
  project('a', 'good', '3 healthy'),
  project('z', 'failing', 'worker restarting'),
  project('c', 'stopped'),
  project('b', 'warning'),
];

const names = (projects: ProjectSummary[]) => projects.map(({ name }) => name);

test('problems come first', () => {
  expect(names(filterProjects(all, '', 'all'))).toEqual(['z', 'b', 'a', 'c']);
});

test('what is shown is chosen by how it is, and by words', () => {
  expect(names(filterProjects(all, '', 'problems'))).toEqual(['z', 'b']);
  expect(names(filterProjects(all, '', 'running'))).toEqual(['z', 'b', 'a']);
  expect(names(filterProjects(all, '', 'stopped'))).toEqual(['c']);
  expect(names(filterProjects(all, 'RESTART worker', 'all'))).toEqual(['z']);
  expect(names(filterProjects(all, '8080 srv/a', 'all'))).toEqual(['a']);
});
