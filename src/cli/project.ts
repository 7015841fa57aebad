/** Which project a command is about. */
import type { LoadOptions, Project } from '../compose-file/index.ts';
import type { NamedProject } from '../orchestrator/index.ts';
import { UserError } from '../shared/index.ts';
import type { CommandContext, Environment } from './context.ts';
import { warningSink } from './progress/warnings.ts';
import { confirm } from './terminal/prompt.ts';

/** How this command line wants a project to be loaded. */
export function loadOptions(
  context: CommandContext,
  services: readonly string[] = [],
  more: Partial<LoadOptions> = {},
): LoadOptions {
  const { options, cwd, env } = context;
  const warn = warningSink(context);
  return {
    cwd,
    environment: env,
    files: options.files,
    envFiles: options.envFiles,
    profiles: options.profiles,
    services,
    allResources: options.allResources,
    compatibility: options.compatibility,
    readStdin: () => readAll(context.stdin),
    credentialsFor: async (reference) => {
      const { openCredentials } = await import('../engine-client/index.ts');
      return openCredentials(env).forImage(reference);
    },
    ...(startsContainers(context) ? { confirm: (question) => confirm(context, question, false) } : {}),
    warn: (warning) => warn({ kind: 'message', level: 'warning', code: warning.code, text: warning.message }),
    ...(options.projectDirectory === undefined ? {} : { projectDirectory: options.projectDirectory }),
    ...(options.projectName === undefined ? {} : { projectName: options.projectName }),
    ...more,
  };
}

/** The files' project, with the named services' profiles active; all services when none are named. */
export async function loadSelected(
  context: CommandContext,
  services: readonly string[] = [],
  more: Partial<LoadOptions> = {},
): Promise<Project> {
  // Loaded late: help and completion of flags do without.
  const { loadProject } = await import('../compose-file/index.ts');
  return loadProject(loadOptions(context, services, more));
}

/** Only what would run the content of remote files asks before it fetches them. */
function startsContainers({ name }: CommandContext): boolean {
  return /\b(?:up|create|run|build|watch)$/.test(name);
}

/** The files' project; with `-p` and no `-f` only its name, so that what runs can be managed without its files. */
export async function projectOrName(
  context: CommandContext,
  services: readonly string[] = [],
  more: Partial<LoadOptions> = {},
): Promise<Project | NamedProject> {
  const { files, projectName } = context.options;
  if (files.length === 0 && projectName !== undefined) return { name: projectName.toLowerCase() };
  try {
    return await loadSelected(context, services, more);
  } catch (error) {
    const name = context.env['COMPOSE_PROJECT_NAME'];
    if (name) return { name };
    throw error;
  }
}

/** Only the name, from `-p`, `COMPOSE_PROJECT_NAME`, or the files. */
export async function projectName(context: CommandContext): Promise<NamedProject> {
  const name = context.options.projectName ?? context.env['COMPOSE_PROJECT_NAME'];
  if (name) return { name: name.toLowerCase() };
  return { name: (await loadSelected(context)).name };
}

export function isLoaded(project: Project | NamedProject): project is Project {
  return 'services' in project;
}

/** Variables as the project sees them, its env files included; without files those of the shell. */
export function environmentOf(context: CommandContext, project: Project | NamedProject): Environment {
  return isLoaded(project) ? project.environment : context.env;
}

/** More is no Compose file; what is at the other end may never stop. */
const MAX_MEGABYTES = 16;

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_MEGABYTES * 1024 * 1024)
      throw new UserError('file-too-large', `standard input has more than ${MAX_MEGABYTES} MB`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
