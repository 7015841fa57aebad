import type { IconNode } from 'lucide';
import {
  Box,
  Boxes,
  Cpu,
  GraduationCap,
  Keyboard,
  Play,
  RotateCw,
  Square,
  Stethoscope,
  Trash2,
} from 'lucide';
import type { ContainerBrief, EngineRow, ProjectSummary } from '../../../src/dashboard-api/index.ts';
import { propose } from '../changes/index.ts';
import { drawerQuery } from '../containers/index.ts';
import { keysShown } from '../keys/index.ts';
import { learning } from '../learn/index.ts';
import {
  homeAddress,
  type Place,
  pageAddress,
  projectAddress,
  whyAddress,
  withQuery,
} from '../routing/index.ts';
import { pages, projectTabs } from '../views.ts';

export interface Entry {
  title: string;
  /** Beside it, in grey; is searched too. */
  detail: string;
  icon: IconNode;
  run: () => void;
}

/** What the palette knows of. */
export interface Known {
  place: Place;
  url: string;
  projects: ProjectSummary[];
  containers: ContainerBrief[];
  engines: EngineRow[];
  changes: boolean;
  route: (to: string) => void;
}

type Verb = 'up' | 'restart' | 'stop' | 'down';

const VERBS: [verb: Verb, title: string, icon: IconNode][] = [
  ['up', 'Up', Play],
  ['restart', 'Restart', RotateCw],
  ['stop', 'Stop', Square],
  ['down', 'Down', Trash2],
];

function ofProject({ place, projects, changes, route }: Known): Entry[] {
  const { engine } = place;
  return projects.flatMap(({ name, state }) => [
    {
      title: name,
      detail: `project · ${state}`,
      icon: Boxes,
      run: () => route(projectAddress(engine, name)),
    },
    ...projectTabs
      .filter(({ key }) => key !== 'services')
      .map(({ key, title, icon }) => ({
        title: `${name}: ${title}`,
        detail: 'project',
        icon,
        run: () => route(projectAddress(engine, name, key)),
      })),
    ...(changes
      ? VERBS.map(([kind, title, icon]) => ({
          title: `${title} ${name}`,
          detail: 'plan',
          icon,
          run: () => propose(engine, { kind, project: name }),
        }))
      : []),
  ]);
}

function ofContainer({ place, url, containers, route }: Known): Entry[] {
  return containers.flatMap(({ name, state, project, service, mood }) => [
    {
      title: name,
      detail: `container · ${state}`,
      icon: Box,
      run: () => route(withQuery(url, drawerQuery(name))),
    },
    ...(project !== '' && mood !== 'good'
      ? [
          {
            title: `Why is ${service} so?`,
            detail: state,
            icon: Stethoscope,
            run: () => route(whyAddress(place.engine, project, service)),
          },
        ]
      : []),
  ]);
}

/** All that can be gone to or done, what is near first. */
export function entriesOf(known: Known): Entry[] {
  const { place, engines, route } = known;
  return [
    ...ofProject(known),
    ...ofContainer(known),
    ...pages.map(({ key, title, icon }) => ({
      title,
      detail: 'page',
      icon,
      run: () => route(pageAddress(place.engine, key)),
    })),
    ...engines
      .filter(({ name }) => name !== place.engine)
      .map(({ name, product, reachable }) => ({
        title: `Engine ${name}`,
        detail: reachable ? (product ?? '') : 'does not answer',
        icon: Cpu,
        run: () => route(homeAddress(name)),
      })),
    {
      title: learning.value ? 'Learn mode off' : 'Learn mode on',
      detail: 'shows commands and explains words',
      icon: GraduationCap,
      run: () => {
        learning.value = !learning.value;
      },
    },
    {
      title: 'Keys',
      detail: 'what each key does',
      icon: Keyboard,
      run: () => {
        keysShown.value = true;
      },
    },
  ];
}
