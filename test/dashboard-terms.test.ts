/** Learn mode explains each term that the page shows. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { terms } from '../dashboard/src/learn/terms.ts';
import { termsIn } from '../dashboard/src/learn/terms-in-text.ts';
import { briefOf } from '../src/dashboard-server/model/describe-container.ts';
import { type ContainerFacts, factsOfInspect } from '../src/dashboard-server/model/facts.ts';
import type { ContainerInspect } from '../src/engine-api/index.ts';

const repository = join(import.meta.dirname, '..');
const page = join(repository, 'dashboard/src');

function sourcesIn(folder: string, glob: string): string[] {
  return globSync(glob, { cwd: folder })
    .filter((path) => !path.includes('.test.'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

function allMatches(sources: readonly string[], pattern: RegExp): string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, found = '']) => found)))];
}

/** Words of everybody: no term of the field. */
const plain = new Set([
  'Name',
  'Names',
  'Time',
  'What',
  'Of',
  'Kind',
  'Made',
  'Path',
  'State',
  'When',
  'Test',
  'Every',
  'Table',
  'All',
  'Problems',
  'That means',
  'Drawing',
  'Home',
  'Overview',
  'Keys',
  'Find anything',
  'What to do',
  'Nothing has these words',
  'Nothing is chosen',
  'Nothing matches the search',
  'Nothing was changed',
  'Nothing takes space yet',
  'Nothing happened in the last hour',
  'Leave the editor',
  'Not counted for',
  'There is no such page',
  'Replace files?',
  'Tab leaves the terminal, or types again',
  'Go on',
  'Download as text',
  'Download as JSON lines',
  'Used by',
  'The last change before it',
  'Open',
  'Everything of these kinds is used',
  'Who is connected with whom',
  'Search on this page',
  'Show the keys',
  'Close what lies over the page',
  'Next row (also ↓)',
  'Row before (also ↑)',
  'Select (also Space)',
  'Done on this page',
  'The folder is empty',
  'Nothing is there',
  'Files',
  'Change',
]);

test('pages, tabs, columns, facts, panels, menus: each term that they use has a line', () => {
  const sources = sourcesIn(page, '**/*.{ts,tsx}');
  const titles = [
    ...allMatches(sources, /\btitle: '([A-Z][^'\n]*)'/g),
    ...allMatches(sources, /<(?:Panel|Empty|Dialog)\b[^>]*?\btitle="([^"]+)"/g),
    ...allMatches(sources, /\['([A-Z][a-z ]+)', /g),
  ];
  expect(titles.length).toBeGreaterThan(80);
  expect(titles.filter((title) => !plain.has(title) && termsIn(title).length === 0)).toEqual([]);
});

test('actions and causes of plans have one', () => {
  const [steps = ''] = sourcesIn(page, 'changes/plan-steps.tsx');
  const actions = allMatches([/ICONS[^{]*{([^}]*)}/.exec(steps)?.[1] ?? ''], /^\s*(\w+):/gm);
  const causes = allMatches(
    sourcesIn(join(repository, 'src/orchestrator/plan'), '*.ts'),
    /cause\(['`]([^'`]+)/g,
  );
  expect(actions).toContain('recreate');
  expect(causes).toContain('configuration changed');
  const own = new Set(['it is ${container.State}', 'provider', 'asked for', 'asked each time']);
  expect([...actions, ...causes].filter((word) => !own.has(word) && termsIn(word).length === 0)).toEqual([]);
});

test('states of containers have one', () => {
  const found: ContainerInspect = {
    Id: 'c',
    Name: '/c',
    Created: '2026-01-01T00:00:00Z',
    Image: 'i',
    RestartCount: 0,
    State: { Status: 'running', ExitCode: 0, Error: '', StartedAt: '2026-01-01T00:00:00Z', FinishedAt: '' },
    Config: { Labels: {} },
    HostConfig: {},
    NetworkSettings: { Ports: {}, Networks: {} },
    Mounts: [],
  } as unknown as ContainerInspect;
  const statuses = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
  const healths = ['none', 'starting', 'healthy', 'unhealthy'] as const;
  const unexplained = statuses.flatMap((status) =>
    healths.flatMap((health) => {
      const facts: ContainerFacts = { ...factsOfInspect(found), status, health };
      const { state } = briefOf(facts, 'localhost', 0);
      return termsIn(state).length === 0 ? [state] : [];
    }),
  );
  expect(unexplained).toEqual([]);
});

test('a term is found in its forms, as a word of its own', () => {
  const names = (text: string) => termsIn(text).map(({ name }) => name);
  expect(names('2 of 3 healthy, worker restarting')).toEqual(['restarting', 'healthy']);
  expect(names('web-port-1 imagery')).toEqual([]);
  expect(names('Networks')).toEqual(['network']);
});

test('each has one line and is there once', () => {
  const names = terms.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(terms.filter(({ meaning }) => meaning.length > 110 || !/[.]$/.test(meaning))).toEqual([]);
});
