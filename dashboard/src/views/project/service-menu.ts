import { Copy, Hammer, Pause, Play, RefreshCw, RotateCw, Square } from 'lucide';
import { propose } from '../../changes/index.ts';
import type { MenuItem } from '../../parts/index.ts';
import { needsFiles } from './project-menu.tsx';
import type { ServiceEntry } from './service-columns.tsx';

const MOST_REPLICAS = 20;

function ofRunning(engine: string, project: string, services: string[]): MenuItem[] {
  return [
    {
      title: 'Restart',
      icon: RotateCw,
      onChoose: () => propose(engine, { kind: 'restart', project, services }),
    },
    { title: 'Stop', icon: Square, onChoose: () => propose(engine, { kind: 'stop', project, services }) },
    { title: 'Pause', icon: Pause, onChoose: () => propose(engine, { kind: 'pause', project, services }) },
  ];
}

function ofFile(engine: string, project: string, { name, builds, replicas }: ServiceEntry): MenuItem[] {
  const services = [name];
  const scaled = Math.min(replicas.wanted + 1, MOST_REPLICAS);
  const scale = (count: number) => () =>
    propose(engine, { kind: 'up', project, services, scale: { [name]: count } });
  return [
    ...(builds
      ? [
          {
            title: 'Rebuild and start',
            icon: Hammer,
            onChoose: () => propose(engine, { kind: 'up', project, services, build: true }),
          },
        ]
      : []),
    {
      title: 'Make anew',
      icon: RefreshCw,
      onChoose: () => propose(engine, { kind: 'up', project, services, recreate: 'force' }),
    },
    { title: 'One replica more', icon: Copy, apart: true, hint: `to ${scaled}`, onChoose: scale(scaled) },
    ...(replicas.wanted > 1
      ? [
          {
            title: 'One replica less',
            hint: `to ${replicas.wanted - 1}`,
            onChoose: scale(replicas.wanted - 1),
          },
        ]
      : []),
  ];
}

/**
 * What can be done with a service as it is; each opens the plan first.
 * @param hasFiles whether the project's files can be read
 */
export function serviceMenu(
  engine: string,
  project: string,
  entry: ServiceEntry,
  hasFiles: boolean,
): MenuItem[] {
  const ofFiles = ofFile(engine, project, entry).map((item) =>
    hasFiles ? item : { ...item, ...needsFiles },
  );
  const services = [entry.name];
  const paused = entry.containers.some(({ status }) => status === 'paused');
  return [
    ...(paused
      ? [
          {
            title: 'Go on',
            icon: Play,
            onChoose: () => propose(engine, { kind: 'unpause', project, services }),
          },
        ]
      : []),
    ...(entry.replicas.running > 0
      ? ofRunning(engine, project, services)
      : [{ title: 'Start', icon: Play, onChoose: () => propose(engine, { kind: 'up', project, services }) }]),
    ...(entry.inFiles ? ofFiles : []),
  ];
}
