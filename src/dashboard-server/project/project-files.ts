import type { LoadOptions, Project } from '../../compose-file/index.ts';
import type { Failure } from '../../dashboard-api/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { failureOf } from '../failure.ts';
import type { Settings } from '../settings.ts';
import { type ProjectSource, sourceOf } from './project-source.ts';

export interface LoadedProject {
  source: ProjectSource | undefined;
  /** With the profiles active whose services have containers. */
  project?: Project;
  /** Why there is no project; with mistakes in the files, the first. */
  failure?: Failure;
  options?: LoadOptions;
}

/** A project's files as they are on disk now, with the profiles that are in use. */
export async function loadFiles(
  name: string,
  live: LiveEngine,
  settings: Settings,
  profiles?: readonly string[],
): Promise<LoadedProject> {
  const { source, failure } = findSource(name, live, settings);
  if (source === undefined || failure !== undefined) return { source, ...(failure && { failure }) };
  const { loadProject } = await import('../../compose-file/index.ts');
  const quiet: LoadOptions = { ...source.load, warn: () => undefined };
  try {
    const options = profiles === undefined ? quiet : { ...quiet, profiles };
    const first = await loadProject(options);
    if (profiles !== undefined) return { source, project: first, options };
    const used = profilesInUse(
      first,
      live.model.members(name).map(({ service }) => service),
    );
    if (used.length === 0) return { source, project: first, options };
    const more = { ...quiet, profiles: [...first.profiles, ...used] };
    return { source, project: await loadProject(more), options: more };
  } catch (error) {
    return { source, failure: failureOfFiles(error) };
  }
}

/** Where a project's files are, or why they cannot be had. */
export function findSource(
  name: string,
  live: LiveEngine,
  settings: Settings,
): Pick<LoadedProject, 'source' | 'failure'> {
  const source = sourceOf(name, live.model.labelsOf(name), settings);
  if (source === undefined) return { source, failure: unknown(name) };
  if (source.problem === undefined) return { source };
  return { source, failure: { code: 'files-gone', message: source.problem } };
}

/** Profiles of services that have containers although their profiles are not active by the files and the environment. */
function profilesInUse({ disabledServices }: Project, running: readonly string[]): string[] {
  const used = running.flatMap((service) => disabledServices[service]?.profiles?.slice(0, 1) ?? []);
  return [...new Set(used)];
}

function unknown(name: string): Failure {
  return {
    code: 'files-unknown',
    message: `Where the files of ${name} are is not known: its containers do not say.`,
    hint: 'What runs can be stopped, started, restarted and removed; for the rest start tutti ui in its folder.',
  };
}

function failureOfFiles(error: unknown): Failure {
  const position = error instanceof UserError ? error.position : undefined;
  const place = position === undefined ? '' : ` (${position.file}:${position.line}:${position.column})`;
  return { ...failureOf(error), message: `${messageOf(error)}${place}` };
}
