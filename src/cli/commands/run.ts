import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { atLeast } from '../args/arguments.ts';
import { type FlagValues, text, textOr, texts, toggle, tristate } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { noSuchService, pullPolicy } from '../create-flags.ts';
import { announce } from '../dry-run.ts';
import { given } from '../given.ts';
import { openFailure } from '../open-failure.ts';
import { operate } from '../operation.ts';
import { goJson } from '../output/go-json.ts';
import { loadSelected } from '../project.ts';
import { showPlan } from '../show-plan.ts';
import { runSession } from '../terminal/session.ts';
import { shellWords } from '../terminal/shell-words.ts';

const flags = {
  build: toggle("Build the service's image first"),
  'cap-add': texts('Give the container a capability', { valueName: 'list' }),
  'cap-drop': texts('Take a capability from the container', { valueName: 'list' }),
  detach: toggle("Run in the background and print the container's id", { short: 'd' }),
  entrypoint: text("Run this instead of the image's entrypoint"),
  env: texts('Set a variable: KEY=VALUE, or KEY to take it from the environment', { short: 'e' }),
  'env-from-file': texts('Set the variables of a file'),
  interactive: tristate('Keep standard input open', { short: 'i', defaultText: 'true' }),
  label: texts('Set a label: KEY=VALUE', { short: 'l', aliases: ['labels'] }),
  name: text("The container's name"),
  'no-TTY': tristate('Give the process no terminal', { short: 'T', defaultText: 'auto-detected' }),
  'no-deps': toggle('Leave the services alone that it depends on'),
  publish: texts("Publish a port, as in the short form of 'ports'", { short: 'p' }),
  pull: textOr('policy', 'When to pull the image ("always"|"missing"|"never")', {
    choices: ['always', 'missing', 'never'],
  }),
  quiet: toggle('Show no progress', { short: 'q' }),
  'quiet-build': toggle('Build without showing progress'),
  'quiet-pull': toggle('Pull without showing progress'),
  'remove-orphans': toggle('Remove containers of services that the files no longer have'),
  rm: toggle('Remove the container when it ends'),
  'service-ports': toggle("Publish the service's ports", { short: 'P' }),
  tty: tristate('Give the process a terminal', { short: 't', hidden: true }),
  'use-aliases': toggle("Answer to the service's names in its networks"),
  user: text('Run as this user', { short: 'u' }),
  volume: texts("Mount a volume or folder, as in the short form of 'volumes'", {
    short: 'v',
    aliases: ['volumes'],
  }),
  workdir: text('The folder to run in', { short: 'w' }),
};

type RunFlags = FlagValues<typeof flags>;

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE [COMMAND] [ARGS...]',
  details:
    "Makes a new container with the service's configuration and runs one command in it, its own when none is given. " +
    "The service's ports are not published, unless --service-ports or --publish says so.",
  flags,
  args: atLeast(1),
  stopAtFirstArgument: true,
  async run(context, flags, [service = '', ...words]) {
    if (flags.publish.length > 0 && flags['service-ports'])
      throw new UserError('usage', '--service-ports and --publish are incompatible');
    if (flags.tty !== undefined && flags['no-TTY'] !== undefined)
      throw new UserError('usage', "--tty and --no-TTY can't be used together");
    const project = await loadSelected(context, [service]);
    if (!Object.hasOwn(project.services, service))
      throw noSuchService(service, Object.keys(project.services));
    if (context.options.dryRun) return rehearseRun(context, project, service, flags, words);
    const { tty, interactive } = terminalWishes(context, flags);
    const options = { ...runOptions(context, flags, words), env: await variables(flags) };
    const quiet = flags.quiet || context.options.progress === 'quiet';
    return operate(
      context,
      project,
      { title: 'Running', quiet, quietBuild: flags['quiet-build'] },
      async (operation, orchestrator, shown) => {
        const wishes = { service, tty, interactive, showWaits: shown.inPlace };
        const session = await orchestrator.run({ ...operation, ...options, ...wishes });
        shown.finish();
        const exitCode = await runSession(context, session, { interactive, forwardSignals: true });
        if (flags.detach) context.stdout.write(`${session.containerId}\n`);
        return exitCode;
      },
    );
  },
});

/** A terminal is given when we have one, and when nothing is piped into us. */
function terminalWishes(context: CommandContext, flags: RunFlags): { tty: boolean; interactive: boolean } {
  const interactive = flags.interactive ?? true;
  if (flags.detach) return { tty: false, interactive: false };
  if (flags.tty !== undefined) return { tty: flags.tty, interactive };
  if (flags['no-TTY'] !== undefined) return { tty: !flags['no-TTY'], interactive };
  return { tty: context.stdout.isTerminal && (context.stdin.isTTY || !interactive), interactive };
}

function runOptions(context: CommandContext, flags: RunFlags, words: readonly string[]) {
  return given({
    command: words.length === 0 ? undefined : [...words],
    detach: flags.detach,
    rm: flags.rm,
    build: flags.build,
    noDeps: flags['no-deps'],
    removeOrphans: flags['remove-orphans'],
    quietBuild: flags['quiet-build'],
    quietPull: flags['quiet-pull'],
    pull: flags.pull === 'policy' ? undefined : pullPolicy(flags.pull),
    name: flags.name,
    hostEnvironment: context.env,
    labels: labels(flags.label),
    entrypoint: flags.entrypoint === undefined ? undefined : shellWords(flags.entrypoint),
    user: flags.user,
    workdir: flags.workdir,
    capAdd: [...flags['cap-add']],
    capDrop: [...flags['cap-drop']],
    publish: [...flags.publish],
    servicePorts: flags['service-ports'],
    useAliases: flags['use-aliases'],
    volumes: [...flags.volume],
  });
}

function labels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 0) throw new UserError('usage', 'label must be set as KEY=VALUE');
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** Variables of files first: those given one by one win. */
async function variables(flags: RunFlags): Promise<string[]> {
  const fromFiles: string[] = [];
  for (const file of flags['env-from-file']) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new UserError('file-not-found', openFailure(file, error), { cause: error });
    });
    fromFiles.push(
      ...text
        .split(/\r?\n/)
        .filter((line) => /^\s*[^#\s]/.test(line))
        .map((line) => line.trim()),
    );
  }
  return [...fromFiles, ...flags.env];
}

/** The plan for what the service depends on, and the container that would be made. */
async function rehearseRun(
  context: CommandContext,
  project: Project,
  service: string,
  flags: RunFlags,
  words: readonly string[],
): Promise<number> {
  const dependencies = Object.keys(project.services[service]?.depends_on ?? {});
  if (!flags['no-deps'] && dependencies.length > 0)
    await showPlan(context, project, (operation, orchestrator) =>
      orchestrator.plan({ ...operation, services: dependencies }),
    );
  const slug = randomBytes(6).toString('hex');
  const name = flags.name ?? [project.name, service, 'run', slug].join(project.compatibility ? '_' : '-');
  const command = words.length === 0 ? 'its own command' : `command ${goJson(words)}`;
  announce(context, `Running ${command} in new container ${name}${flags.detach ? ' (detached mode)' : ''}`);
  return 0;
}
