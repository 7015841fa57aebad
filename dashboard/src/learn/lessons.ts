import type { Place } from '../routing/index.ts';

/** How one sees what a view shows without this page. */
export interface Lesson {
  command: string;
  calls: string[];
}

const pages: Record<string, Lesson> = {
  home: {
    command: 'tutti ls --all',
    calls: ['GET /containers/json?all=true', 'GET /events'],
  },
  logs: {
    command: 'tutti logs --follow',
    calls: ['GET /containers/{id}/logs?follow=true&stdout=true&stderr=true'],
  },
  images: { command: 'docker image ls', calls: ['GET /images/json'] },
  builds: {
    command: 'docker buildx history ls',
    calls: ['GET /tutti/builds', 'POST /grpc'],
  },
  volumes: { command: 'docker volume ls', calls: ['GET /volumes'] },
  networks: { command: 'docker network ls', calls: ['GET /networks'] },
  storage: {
    command: 'docker system df -v',
    calls: ['GET /system/df'],
  },
  activity: {
    command: 'docker events --since 1h',
    calls: ['GET /events?since=…'],
  },
  doctor: {
    command: 'tutti doctor',
    calls: ['GET /containers/json?all=true', 'GET /containers/{id}/logs'],
  },
};

const tabs: Record<string, (project: string) => Lesson> = {
  services: (project) => ({
    command: `tutti -p ${project} ps --all`,
    calls: [`GET /containers/json?all=true&filters={"label":["com.docker.compose.project=${project}"]}`],
  }),
  logs: (project) => ({
    command: `tutti -p ${project} logs --follow`,
    calls: ['GET /containers/{id}/logs?follow=true&stdout=true&stderr=true'],
  }),
  graph: (project) => ({
    command: `tutti -p ${project} alpha viz`,
    calls: ['GET /networks'],
  }),
  file: (project) => ({
    command: `tutti -p ${project} plan`,
    calls: [],
  }),
  config: (project) => ({
    command: `tutti -p ${project} config`,
    calls: [],
  }),
  storage: (project) => ({
    command: `tutti -p ${project} volumes`,
    calls: ['GET /system/df'],
  }),
};

const panes: Record<string, (container: string) => Lesson> = {
  logs: (name) => ({
    command: `docker logs -f ${name}`,
    calls: [`GET /containers/${name}/logs?follow=true`],
  }),
  shell: (name) => ({
    command: `docker exec -it ${name} sh`,
    calls: [`POST /containers/${name}/exec`, 'POST /exec/{id}/start'],
  }),
  files: (name) => ({
    command: `docker diff ${name}`,
    calls: [`GET /containers/${name}/changes`],
  }),
  stats: (name) => ({
    command: `docker stats ${name}`,
    calls: [`GET /containers/${name}/stats`],
  }),
  processes: (name) => ({
    command: `docker top ${name}`,
    calls: [`GET /containers/${name}/top`],
  }),
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
      }
    );
  if (page === 'why')
    return {
      command: `tutti -p ${project} doctor ${service ?? ''}`.trim(),
      calls: [`GET /containers/{id}/json`],
    };
  return page === 'project' ? tabs[tab]?.(project) : pages[page];
}
