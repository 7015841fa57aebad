import {
  type CallName,
  type Calls,
  type Change,
  DOWNLOAD_PATH,
  type DownloadRequest,
  type FilesOf,
  LOG_DOWNLOAD_PATH,
  type LogDownload,
  type LogPick,
  SHELL_PATH,
  type ShellOpen,
  type TopicName,
  type Topics,
  UPLOAD_PATH,
  type UploadRequest,
} from '../../../src/dashboard-api/index.ts';
import { apiCallsOf } from '../changes/api-calls.ts';
import { runs } from '../changes/index.ts';
import type { Asked } from '../connection/index.ts';
import { logsCommand } from '../views/logs/addresses.ts';
import type { Lesson } from './lessons.ts';

const lesson = (command: string, ...calls: string[]): Lesson => ({ command, calls });

const inspected = (container: string, command: string): Lesson =>
  lesson(command, `GET /containers/${container}/json`);

const ofProject = (project: string, rest: string, ...calls: string[]): Lesson =>
  lesson(`tutti -p ${project} ${rest}`, ...calls);

const LOGS = 'GET /containers/{id}/logs?stdout=true&stderr=true&timestamps=true';

interface Reading {
  picks: readonly LogPick[];
  since?: string | undefined;
  until?: string | undefined;
}

function logs({ picks, since, until }: Reading, follow: boolean): Lesson {
  const [pick] = picks;
  const single = pick !== undefined && 'container' in pick ? pick.container : '{container}';
  const range = [since && `--since ${since}`, until && `--until ${until}`].filter(Boolean);
  const plain = ['docker logs', follow && until === undefined && '-f', ...range, single]
    .filter(Boolean)
    .join(' ');
  const asks = [follow && '&follow=true', since && `&since=${since}`, until && `&until=${until}`].filter(
    Boolean,
  );
  return lesson(logsCommand(picks, { since, until, follow })?.command ?? plain, LOGS + asks.join(''));
}

function files(of: FilesOf, path: string, inContainer: string): Lesson {
  if ('container' in of)
    return lesson(
      `docker exec ${of.container} ${inContainer} ${path}`,
      `GET /containers/${of.container}/archive?path=${path}`,
    );
  return lesson(
    `docker run --rm -v ${of.volume}:/v busybox ${inContainer} /v${path}`,
    `POST /containers/create  {"Volumes": "${of.volume}"}`,
    `GET /containers/{id}/archive?path=/v${path}`,
  );
}

function copied(of: FilesOf, path: string, to: (place: string) => string, method: 'GET' | 'PUT'): Lesson {
  const container = 'container' in of ? of.container : '{container with the volume}';
  return lesson(to(`${container}:${path}`), `${method} /containers/${container}/archive?path=${path}`);
}

const REMOVERS = {
  containers: 'docker rm',
  images: 'docker rmi',
  volumes: 'docker volume rm',
  networks: 'docker network rm',
  buildCache: 'docker builder prune --filter id=',
} as const;

/** How one would see beforehand what a change does. */
function planned(change: Change): Lesson {
  const looks = 'GET /containers/json?all=true';
  if (change.kind === 'remove') {
    const kinds = Object.keys(REMOVERS) as (keyof typeof REMOVERS)[];
    const commands = kinds.flatMap((kind) =>
      change[kind] ? [`${REMOVERS[kind]} ${change[kind].join(' ')}`] : [],
    );
    return lesson(commands.join(' && '), 'GET /system/df');
  }
  if (change.kind === 'containers')
    return lesson(
      `docker ${change.verb === 'remove' ? 'rm -f' : change.verb} ${change.containers.join(' ')}`,
      looks,
    );
  const services = 'services' in change ? (change.services ?? []) : [];
  const verb = change.kind === 'up' ? 'up -d' : change.kind;
  return ofProject(
    change.project,
    ['--dry-run', verb, ...services].join(' '),
    looks,
    'GET /images/{name}/json',
  );
}

const fromFiles = (project: string, rest = 'config'): Lesson => ofProject(project, rest);

/** What each call asks: one without a line here does not compile. */
const calls: { [Name in CallName]: (params: Calls[Name]['params']) => Lesson } = {
  'change.plan': ({ change }) => planned(change),
  'change.apply': () => {
    const plan = runs.peek()[0]?.plan;
    return lesson(plan?.command ?? '', ...apiCallsOf(plan?.steps ?? []));
  },
  'project.known': () => lesson('ls compose.yaml'),
  'project.doctor': ({ project, services = [] }) =>
    ofProject(project, ['doctor', ...services].join(' '), 'GET /containers/{id}/json', LOGS),
  'container.reveal': ({ container, variable }) =>
    inspected(container, `docker inspect -f '{{.Config.Env}}' ${container}  # ${variable}`),
  'container.processes': ({ container }) =>
    lesson(`docker top ${container}`, `GET /containers/${container}/top`),
  'service.why': ({ project, service }) =>
    ofProject(project, `doctor ${service}`, 'GET /containers/{id}/json', LOGS, 'GET /events?since=…'),
  'logs.older': (params) => logs({ ...params, until: params.before.time }, false),
  'logs.newer': (params) => logs({ ...params, since: params.after.time }, false),
  'logs.histogram': (params) => {
    const { command, calls: asked } = logs(params, false);
    return lesson(`${command} | wc -l`, ...asked);
  },
  'logs.line': ({ at }) => lesson(`docker logs --since ${at.time} ${at.source}`, `${LOGS}&since=${at.time}`),
  'file.check': ({ project }) => fromFiles(project, 'config --quiet'),
  'file.complete': ({ project }) => fromFiles(project),
  'file.describe': ({ project }) => fromFiles(project),
  'file.save': ({ path }) => lesson(`$EDITOR ${path}`),
  'config.reveal': ({ project }) => fromFiles(project),
  'files.list': ({ of, path }) => files(of, path, 'ls -la'),
  'files.view': ({ of, path }) => files(of, path, 'cat'),
  'files.changes': ({ container }) =>
    lesson(`docker diff ${container}`, `GET /containers/${container}/changes`),
  'image.layers': ({ image }) => lesson(`docker history ${image}`, `GET /images/${image}/history`),
  'image.files': ({ image }) => lesson(`docker save ${image} | tar -t`, `GET /images/${image}/get`),
  'storage.unused': () => lesson('docker system df -v', 'GET /system/df', 'GET /networks'),
};

/** What is asked to be told from then on. */
const topics: { [Name in TopicName]: (params: Topics[Name]['params']) => Lesson } = {
  engines: () => lesson('docker context ls', 'GET /version'),
  events: () => lesson('docker events --since 1h', 'GET /events?since=…'),
  home: () => lesson('tutti ls --all', 'GET /containers/json?all=true', 'GET /events'),
  containers: () => lesson('docker ps --all', 'GET /containers/json?all=true', 'GET /events'),
  stats: ({ containers = [], project }) =>
    project === undefined
      ? lesson(['docker stats', ...containers].join(' '), 'GET /containers/{id}/stats')
      : ofProject(project, 'stats', 'GET /containers/{id}/stats'),
  project: ({ project }) =>
    ofProject(
      project,
      'ps --all',
      `GET /containers/json?all=true&filters={"label":["com.docker.compose.project=${project}"]}`,
    ),
  timeline: ({ project }) =>
    ofProject(
      project,
      'events --since 24h',
      `GET /events?since=…&filters={"label":["com.docker.compose.project=${project}"]}`,
    ),
  drift: ({ project }) =>
    ofProject(project, 'plan', 'GET /containers/json?all=true', 'GET /networks', 'GET /volumes'),
  container: ({ container }) => inspected(container, `docker inspect ${container}`),
  logs: (params) => logs(params, true),
  'project.files': ({ project }) => fromFiles(project, 'config --quiet'),
  'project.config': ({ project }) => fromFiles(project),
  images: () => lesson('docker image ls', 'GET /images/json'),
  volumes: () => lesson('docker volume ls', 'GET /volumes', 'GET /system/df?type=volume'),
  networks: () => lesson('docker network ls', 'GET /networks'),
  builds: () => lesson('tutti build --progress plain', 'POST /build'),
  'build-output': () => lesson('tutti build --progress plain', 'POST /build'),
  storage: () => lesson('docker system df -v', 'GET /system/df'),
};

const transfers: Record<string, (params: never) => Lesson> = {
  [DOWNLOAD_PATH]: ({ of, path }: DownloadRequest) =>
    copied(of, path, (place) => `docker cp ${place} .`, 'GET'),
  [UPLOAD_PATH]: ({ of, folder, name }: UploadRequest) =>
    copied(of, folder, (place) => `docker cp ${name} ${place}`, 'PUT'),
  [LOG_DOWNLOAD_PATH]: (request: LogDownload) => {
    const { command, calls: asked } = logs(request, false);
    return lesson(`${command} > ${request.format === 'text' ? 'logs.log' : 'logs.ndjson'}`, ...asked);
  },
  [SHELL_PATH]: ({ container, user }: ShellOpen) =>
    lesson(
      ['docker exec -it', user && `-u ${user}`, container, 'sh'].filter(Boolean).join(' '),
      `POST /containers/${container}/exec`,
      'POST /exec/{id}/start',
    ),
};

/** How one would ask the same without this page. */
export function lessonOfAsked({ kind, name, params }: Asked): Lesson | undefined {
  const table: Record<string, (params: never) => Lesson> = {
    call: calls,
    topic: topics,
    transfer: transfers,
  }[kind];
  return table[name]?.(params as never);
}
