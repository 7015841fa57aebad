import type { Project } from '../../compose-file/index.ts';
import type { Names } from '../args/flag.ts';
import { parseLine } from '../args/parse.ts';
import { type Command, defineCommand } from '../command.ts';
import { complete } from '../completion/candidates.ts';
import { type CommandContext, withOptions } from '../context.ts';
import { globalFlags } from '../global-flags.ts';
import { type GlobalValues, globalOptions } from '../global-options.ts';
import { loadOrchestrator, withEngine } from '../operation.ts';
import { loadSelected } from '../project.ts';

/**
 * Called by completion scripts with the words up to the cursor; prints `word<TAB>about`, `:files` and `:open`. The docker client's scripts
 * say `compose` first, and end with the sum of cobra's directives instead: 2 puts no blank, 4 offers no files.
 */
export const command: Command = defineCommand({
  usage: '[WORD...]',
  flags: {},
  stopAtFirstArgument: true,
  completes: 'nothing',
  async run(context, _flags, words) {
    const isForClient = words[0] === 'compose';
    const own = isForClient ? words.slice(1) : words;
    const { candidates, files, open } = await complete(own, (of, globals) => namesOf(of, context, globals));
    const lines = candidates.map(({ word, about }) => (about === undefined ? word : `${word}\t${about}`));
    if (isForClient) lines.push(`:${(open ? 2 : 0) + (files ? 0 : 4)}`);
    else lines.push(...(files ? [':files'] : []), ...(open ? [':open'] : []));
    context.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
});

/** Where files cannot be loaded or no engine answers there is nothing to offer; the command itself will say what is wrong. */
async function namesOf(of: Names, context: CommandContext, globals: readonly string[]): Promise<string[]> {
  try {
    const { values, given } = parseLine(globals, globalFlags);
    const options = globalOptions(values as unknown as GlobalValues, given, context.env, context.cwd);
    const own = withOptions(context, options);
    return (await lookups[of](own)).sort();
  } catch {
    return [];
  }
}

/** Naming a service switches its profile on. */
async function serviceNames(context: CommandContext): Promise<string[]> {
  return Object.keys(await allServices(context));
}

async function profileNames(context: CommandContext): Promise<string[]> {
  const services = Object.values(await allServices(context));
  return [...new Set(services.flatMap(({ profiles }) => profiles ?? []))];
}

async function allServices(context: CommandContext): Promise<Project['services']> {
  const project = await loadSelected(context, [], { warn: () => undefined });
  return { ...project.services, ...project.disabledServices };
}

/** A key pressed in a shell starts no engine. */
async function projectNames(context: CommandContext): Promise<string[]> {
  const orchestrator = await loadOrchestrator();
  const { signal } = context;
  return withEngine(
    context,
    async (client) => {
      const projects = await orchestrator.listProjects({ client, signal, all: true });
      return projects.map(({ name }) => name);
    },
    { noStart: true },
  );
}

const lookups: Record<Names, (context: CommandContext) => Promise<string[]>> = {
  services: serviceNames,
  projects: projectNames,
  profiles: profileNames,
};
