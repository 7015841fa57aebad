import { propose } from '../changes/index.ts';
import { learning } from '../learn/index.ts';
import { type Place, pageAddress, projectAddress } from '../routing/index.ts';
import { projectTabs } from '../views.ts';
import { keysShown, paletteShown } from './shown.ts';

export interface Binding {
  /** `g h` for one after the other, `Mod+k` for ⌘ or Ctrl. */
  keys: string;
  title: string;
  group: 'Everywhere' | 'Go to' | 'In a project' | 'In a list' | 'Where one types';
  /** Absent where a view itself listens. */
  run?: () => void;
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main .search-box input')?.focus();
}

function everywhere(): Binding[] {
  return [
    { keys: 'Mod+k', title: 'Find anything', group: 'Everywhere', run: () => (paletteShown.value = true) },
    { keys: '/', title: 'Search on this page', group: 'Everywhere', run: focusSearch },
    { keys: '?', title: 'Show the keys', group: 'Everywhere', run: () => (keysShown.value = true) },
    {
      keys: 'l',
      title: 'Learn mode on or off',
      group: 'Everywhere',
      run: () => (learning.value = !learning.value),
    },
    { keys: 'Escape', title: 'Close what lies over the page', group: 'Everywhere' },
  ];
}

const GO: [key: string, page: string, title: string][] = [
  ['h', 'home', 'Home'],
  ['l', 'logs', 'Logs'],
  ['i', 'images', 'Images'],
  ['b', 'builds', 'Builds'],
  ['v', 'volumes', 'Volumes'],
  ['n', 'networks', 'Networks'],
  ['s', 'storage', 'Storage'],
  ['a', 'activity', 'Activity'],
  ['d', 'doctor', 'Doctor'],
];

const LIST: Binding[] = [
  { keys: 'j', title: 'Next row (also ↓)', group: 'In a list' },
  { keys: 'k', title: 'Row before (also ↑)', group: 'In a list' },
  { keys: 'Enter', title: 'Open', group: 'In a list' },
  { keys: 'x', title: 'Select (also Space)', group: 'In a list' },
];

/** Tab types there; both have a way on. */
const TYPING: Binding[] = [
  { keys: 'Ctrl+m', title: 'Tab leaves the terminal, or types again', group: 'Where one types' },
  { keys: 'Escape+Tab', title: 'Leave the editor', group: 'Where one types' },
];

function ofProject(keys: string, title: string, run: () => void): Binding {
  return { keys, title, group: 'In a project', run };
}

function inProject(engine: string, project: string, route: (to: string) => void): Binding[] {
  return [
    ...projectTabs.map(({ key, title }, index) =>
      ofProject(String(index + 1), title, () => route(projectAddress(engine, project, key))),
    ),
    ofProject('u', 'Plan: up', () => propose(engine, { kind: 'up', project })),
    ofProject('r', 'Plan: restart', () => propose(engine, { kind: 'restart', project })),
    ofProject('s', 'Plan: stop', () => propose(engine, { kind: 'stop', project })),
    ofProject('d', 'Plan: down', () => propose(engine, { kind: 'down', project })),
  ];
}

/** All keys that do something at a place. */
export function bindingsAt({ engine, project }: Place, route: (to: string) => void): Binding[] {
  return [
    ...everywhere(),
    ...GO.map(
      ([key, page, title]): Binding => ({
        keys: `g ${key}`,
        title,
        group: 'Go to',
        run: () => route(pageAddress(engine, page)),
      }),
    ),
    ...(project === undefined ? [] : inProject(engine, project, route)),
    ...LIST,
    ...TYPING,
  ];
}
