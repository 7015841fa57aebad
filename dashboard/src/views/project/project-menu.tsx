import { CircleArrowDown, Hammer, Pause, RefreshCw, RotateCw, Square, Trash2 } from 'lucide';
import { propose } from '../../changes/index.ts';
import type { MenuItem } from '../../parts/index.ts';

/** Said of what cannot be done without the files. */
export const needsFiles = { disabled: true, hint: 'needs the files' } as const;

/**
 * What can be done with a whole project beside `up`; each opens the plan first.
 * @param hasFiles whether its files can be read
 */
export function projectMenu(engine: string, project: string, hasFiles: boolean): MenuItem[] {
  const ofFiles: Partial<MenuItem> = hasFiles ? {} : needsFiles;
  return [
    { title: 'Restart', icon: RotateCw, onChoose: () => propose(engine, { kind: 'restart', project }) },
    { title: 'Stop', icon: Square, onChoose: () => propose(engine, { kind: 'stop', project }) },
    { title: 'Pause', icon: Pause, onChoose: () => propose(engine, { kind: 'pause', project }) },
    {
      title: 'Rebuild and start',
      icon: Hammer,
      onChoose: () => propose(engine, { kind: 'up', project, build: true }),
      ...ofFiles,
    },
    {
      title: 'Make all containers anew',
      icon: RefreshCw,
      onChoose: () => propose(engine, { kind: 'up', project, recreate: 'force' }),
      ...ofFiles,
    },
    {
      title: 'Pull newer images',
      icon: CircleArrowDown,
      onChoose: () => propose(engine, { kind: 'pull', project }),
      ...ofFiles,
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
