import { CircleArrowDown, Hammer, Pause, RefreshCw, RotateCw, Square, Trash2 } from 'lucide';
import { propose } from '../../changes/index.ts';
import type { MenuItem } from '../../parts/index.ts';

/** What can be done with a whole project beside `up`; each opens the plan first. */
export function projectMenu(engine: string, project: string): MenuItem[] {
  return [
    { title: 'Restart', icon: RotateCw, onChoose: () => propose(engine, { kind: 'restart', project }) },
    { title: 'Stop', icon: Square, onChoose: () => propose(engine, { kind: 'stop', project }) },
    { title: 'Pause', icon: Pause, onChoose: () => propose(engine, { kind: 'pause', project }) },
    {
      title: 'Rebuild and start',
      icon: Hammer,
      onChoose: () => propose(engine, { kind: 'up', project, build: true }),
    },
    {
      title: 'Make all containers anew',
      icon: RefreshCw,
      onChoose: () => propose(engine, { kind: 'up', project, recreate: 'force' }),
    },
    {
      title: 'Pull newer images',
      icon: CircleArrowDown,
      onChoose: () => propose(engine, { kind: 'pull', project }),
    },
    {
      title: 'Down',
      hint: 'volumes stay',
      icon: Trash2,
      apart: true,
      onChoose: () => propose(engine, { kind: 'down', project }),
    },
    {
      title: 'Down, and delete volumes',
      icon: Trash2,
      danger: true,
      onChoose: () => propose(engine, { kind: 'down', project, volumes: true }),
    },
  ];
}
