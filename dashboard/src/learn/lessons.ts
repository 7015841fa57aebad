import type { Place } from '../routing/index.ts';

/** What one sees of a view without this page, and the words that are used there. */
export interface Lesson {
  command: string;
  calls: string[];
  terms: Term[];
}

export type Term = keyof typeof terms;

/** One line each. */
export const terms = {
  project: 'All that one Compose file describes; it is started and stopped together.',
  service: 'One part of a project, as the file describes it; it runs as one container or several.',
  container: 'A process with a file system and a network of its own, made from an image.',
  image: 'The files that a container begins with, in layers; it never changes.',
  layer: 'The files that one instruction of a Dockerfile added; images share equal layers.',
  volume: 'Files that outlive containers; two containers may use the same.',
  network: 'Containers in the same one reach each other by name.',
  port: 'A published port leads from this machine into a container: 8080→80.',
  health: 'A command that is run again and again to find out whether a container works.',
  replica: 'One of several equal containers of a service.',
  profile: 'Services with one start only when it is asked for.',
  plan: 'What would be done, and why; nothing happens before it is applied.',
  environment: 'Variables that a container is given when it is made; a change makes it anew.',
  log: 'What the processes of a container print.',
  prune: 'To remove what nothing uses.',
  interpolation: '${NAME} in the file is replaced by a variable, often of the file .env.',
} as const;

const pages: Record<string, Lesson> = {
  home: {
    command: 'tutti ls --all',
    calls: ['GET /containers/json?all=true', 'GET /events'],
    terms: ['project', 'container', 'port'],
  },
  logs: {
    command: 'tutti logs --follow',
    calls: ['GET /containers/{id}/logs?follow=true&stdout=true&stderr=true'],
    terms: ['log', 'container'],
  },
  images: { command: 'docker image ls', calls: ['GET /images/json'], terms: ['image', 'layer'] },
  builds: {
    command: 'tutti build',
    calls: ['POST /build'],
    terms: ['image', 'layer'],
  },
  volumes: { command: 'docker volume ls', calls: ['GET /volumes'], terms: ['volume'] },
  networks: { command: 'docker network ls', calls: ['GET /networks'], terms: ['network', 'port'] },
  storage: {
    command: 'docker system df -v',
    calls: ['GET /system/df'],
    terms: ['image', 'layer', 'volume', 'prune'],
  },
  activity: {
    command: 'docker events --since 1h',
    calls: ['GET /events?since=…'],
    terms: ['plan', 'container'],
  },
  doctor: {
    command: 'tutti doctor',
    calls: ['GET /containers/json?all=true', 'GET /containers/{id}/logs'],
    terms: ['health', 'port'],
  },
};

const tabs: Record<string, (project: string) => Lesson> = {
  services: (project) => ({
    command: `tutti -p ${project} ps --all`,
    calls: [`GET /containers/json?all=true&filters={"label":["com.docker.compose.project=${project}"]}`],
    terms: ['service', 'container', 'replica', 'profile', 'plan'],
  }),
  logs: (project) => ({
    command: `tutti -p ${project} logs --follow`,
    calls: ['GET /containers/{id}/logs?follow=true&stdout=true&stderr=true'],
    terms: ['log', 'service'],
  }),
  graph: (project) => ({
    command: `tutti -p ${project} alpha viz`,
    calls: ['GET /networks'],
    terms: ['service', 'network', 'port'],
  }),
  file: (project) => ({
    command: `tutti -p ${project} plan`,
    calls: [],
    terms: ['service', 'plan', 'interpolation'],
  }),
  config: (project) => ({
    command: `tutti -p ${project} config`,
    calls: [],
    terms: ['interpolation', 'profile'],
  }),
  storage: (project) => ({
    command: `tutti -p ${project} volumes`,
    calls: ['GET /system/df'],
    terms: ['volume', 'image', 'layer'],
  }),
};

const panes: Record<string, (container: string) => Lesson> = {
  logs: (name) => ({
    command: `docker logs -f ${name}`,
    calls: [`GET /containers/${name}/logs?follow=true`],
    terms: ['log'],
  }),
  shell: (name) => ({
    command: `docker exec -it ${name} sh`,
    calls: [`POST /containers/${name}/exec`, 'POST /exec/{id}/start'],
    terms: ['container'],
  }),
  files: (name) => ({
    command: `docker diff ${name}`,
    calls: [`GET /containers/${name}/changes`],
    terms: ['image', 'layer', 'volume'],
  }),
  stats: (name) => ({
    command: `docker stats ${name}`,
    calls: [`GET /containers/${name}/stats`],
    terms: ['container'],
  }),
  processes: (name) => ({
    command: `docker top ${name}`,
    calls: [`GET /containers/${name}/top`],
    terms: ['container'],
  }),
};

const inspected: Record<string, Term[]> = {
  health: ['health'],
  environment: ['environment'],
  mounts: ['volume'],
  network: ['network', 'port'],
};

/** How one would see the same without this page; `container` and `pane` when a drawer is open. */
export function lessonOf(
  { page, project = '', tab = '', service }: Place,
  container: string,
  pane: string,
): Lesson | undefined {
  if (container !== '')
    return (
      panes[pane]?.(container) ?? {
        command: `docker inspect ${container}`,
        calls: [`GET /containers/${container}/json`],
        terms: inspected[pane] ?? ['container', 'image'],
      }
    );
  if (page === 'why')
    return {
      command: `tutti -p ${project} doctor ${service ?? ''}`.trim(),
      calls: [`GET /containers/{id}/json`],
      terms: ['health', 'service'],
    };
  return page === 'project' ? tabs[tab]?.(project) : pages[page];
}
