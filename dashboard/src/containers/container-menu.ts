import { Pause, Play, RotateCw, Skull, Square, Trash2 } from 'lucide';
import type { ContainerBrief } from '../../../src/dashboard-api/index.ts';
import { propose } from '../changes/index.ts';
import type { MenuItem } from '../parts/index.ts';

type Verb = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'remove';

const ITEMS: Record<Verb, Pick<MenuItem, 'icon' | 'danger' | 'apart'> & { title: string }> = {
  start: { title: 'Start', icon: Play },
  restart: { title: 'Restart', icon: RotateCw },
  stop: { title: 'Stop', icon: Square },
  pause: { title: 'Pause', icon: Pause },
  unpause: { title: 'Go on', icon: Play },
  kill: { title: 'Kill', icon: Skull },
  remove: { title: 'Remove', icon: Trash2, danger: true, apart: true },
};

function verbsFor({ status }: ContainerBrief): Verb[] {
  if (status === 'running') return ['restart', 'stop', 'pause', 'kill', 'remove'];
  if (status === 'paused') return ['unpause', 'stop', 'remove'];
  if (status === 'restarting') return ['restart', 'stop', 'kill', 'remove'];
  return ['start', 'remove'];
}

/** What can be done with a container as it is now; each opens the plan first. */
export function containerMenu(engine: string, container: ContainerBrief): MenuItem[] {
  return verbsFor(container).map((verb) => ({
    ...ITEMS[verb],
    onChoose: () => propose(engine, { kind: 'containers', verb, containers: [container.id] }),
  }));
}
