/** Every command: its name, one line about it, and where its code is. The code is loaded only when the command runs. */
import type { Command } from './command.ts';

export interface CatalogEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Works, but is left out of lists and completion. */
  readonly unlisted?: boolean;
  /** A group has commands, a command has code. */
  readonly load?: () => Promise<Command>;
  readonly commands?: readonly CatalogEntry[];
}

type Loader = () => Promise<{ command: Command }>;

function entry(name: string, summary: string, module: Loader): CatalogEntry {
  return { name, summary, load: async () => (await module()).command };
}

const compose: readonly CatalogEntry[] = [
  entry('attach', "Join a service's input and output", () => import('./commands/attach.ts')),
  entry('build', "Build services' images", () => import('./commands/build.ts')),
  entry('commit', "Make an image of a service's container", () => import('./commands/commit.ts')),
  entry(
    'config',
    'Check the Compose files and print what they come to',
    () => import('./commands/config.ts'),
  ),
  entry('cp', "Copy files to or from a service's container", () => import('./commands/cp.ts')),
  entry('create', 'Create containers without starting them', () => import('./commands/create.ts')),
  entry('down', 'Stop and remove containers and networks', () => import('./commands/down.ts')),
  entry('events', 'Follow what happens to containers', () => import('./commands/events.ts')),
  entry('exec', 'Run a command in a running container', () => import('./commands/exec.ts')),
  entry('export', "Write a container's files as a tar archive", () => import('./commands/export.ts')),
  entry('images', 'List the images that containers use', () => import('./commands/images.ts')),
  entry('kill', 'Stop containers at once, or send them a signal', () => import('./commands/kill.ts')),
  entry('logs', 'Show what containers print', () => import('./commands/logs.ts')),
  entry('ls', 'List the projects that run', () => import('./commands/ls.ts')),
  entry('pause', 'Freeze containers', () => import('./commands/pause.ts')),
  entry('port', 'Show where a port of a container is published', () => import('./commands/port.ts')),
  entry('ps', 'List containers', () => import('./commands/ps.ts')),
  entry('publish', 'Push the project as an OCI artifact', () => import('./commands/publish.ts')),
  entry('pull', "Pull services' images", () => import('./commands/pull.ts')),
  entry('push', "Push services' images", () => import('./commands/push.ts')),
  entry('restart', 'Restart containers', () => import('./commands/restart.ts')),
  entry('rm', 'Remove stopped containers', () => import('./commands/rm.ts')),
  entry('run', 'Run a command in a new container of a service', () => import('./commands/run.ts')),
  entry('scale', 'Change how many containers services have', () => import('./commands/scale.ts')),
  entry('start', 'Start containers that exist', () => import('./commands/start.ts')),
  entry('stats', 'Show what containers use of the machine', () => import('./commands/stats.ts')),
  entry('stop', 'Stop containers', () => import('./commands/stop.ts')),
  entry('top', 'Show the processes of containers', () => import('./commands/top.ts')),
  entry('unpause', 'Thaw frozen containers', () => import('./commands/unpause.ts')),
  entry('up', 'Create and start everything', () => import('./commands/up.ts')),
  entry('version', 'Show the version', () => import('./commands/version.ts')),
  entry('volumes', 'List volumes', () => import('./commands/volumes.ts')),
  entry('wait', 'Wait until services end', () => import('./commands/wait.ts')),
  entry('watch', 'Sync, rebuild or restart when files change', () => import('./commands/watch.ts')),
];

const groups: readonly CatalogEntry[] = [
  {
    name: 'alpha',
    summary: 'Experiments',
    unlisted: true,
    commands: [
      entry('generate', 'Write a Compose file from containers', () => import('./commands/alpha/generate.ts')),
      entry('publish', 'Push the project as an OCI artifact', () => import('./commands/publish.ts')),
      entry('viz', 'Draw the project as a graph for Graphviz', () => import('./commands/alpha/viz.ts')),
    ],
  },
  {
    name: 'bridge',
    summary: 'Turn the project into manifests for something else',
    commands: [
      entry('convert', 'Write manifests from the project', () => import('./commands/bridge/convert.ts')),
      {
        name: 'transformations',
        summary: 'Manage the images that convert',
        commands: [
          entry(
            'create',
            'Start an own converter',
            () => import('./commands/bridge/transformations-create.ts'),
          ),
          {
            ...entry('list', 'List converters', () => import('./commands/bridge/transformations-list.ts')),
            aliases: ['ls'],
          },
        ],
      },
    ],
  },
  {
    name: 'system',
    summary: 'Manage the engine: space, and what it is',
    commands: [
      {
        ...entry('dial-stdio', 'Be the far end of ssh', () => import('./commands/system/dial-stdio.ts')),
        unlisted: true,
      },
      entry('df', 'Show how much space is used', () => import('./commands/system/df.ts')),
      entry('info', 'Show what the engine is', () => import('./commands/system/info.ts')),
      entry('prune', 'Remove what is not used', () => import('./commands/system/prune.ts')),
    ],
  },
];

const own: readonly CatalogEntry[] = [
  entry('plan', 'Show what "up" would change, and why', () => import('./commands/plan.ts')),
  entry('doctor', 'Find what is wrong with what runs', () => import('./commands/doctor.ts')),
  entry('ui', 'Show everything that runs in the browser', () => import('./commands/ui.ts')),
  entry('completion', 'Print the completion script of a shell', () => import('./commands/completion.ts')),
  {
    ...entry('__complete', 'Answer a completion script', () => import('./commands/complete.ts')),
    unlisted: true,
  },
];

/** The program itself: a group of all commands. */
export const catalog: CatalogEntry = {
  name: 'tutti',
  summary: 'Run applications made of several containers from one compose.yml, without Docker.',
  commands: [...groups, ...compose, ...own].sort((a, b) => (a.name < b.name ? -1 : 1)),
};

export interface Found {
  entry: CatalogEntry;
  /** From the program's name on: `tutti system df`. */
  path: string[];
  /** How many words of the line named it. */
  words: number;
}

/** Follows the words of a command line as far as they name commands. */
export function findCommand(words: readonly string[]): Found {
  let found: Found = { entry: catalog, path: [catalog.name], words: 0 };
  for (const word of words) {
    const next = found.entry.commands?.find((each) => each.name === word || each.aliases?.includes(word));
    if (next === undefined) break;
    found = { entry: next, path: [...found.path, next.name], words: found.words + 1 };
  }
  return found;
}
