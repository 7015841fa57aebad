import type { Explanation, LoadOptions, LoadWarning } from '../../compose-file/index.ts';
import type { Problem } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { failureOf } from '../failure.ts';
import { findSource } from '../project/project-files.ts';
import type { ProjectSource } from '../project/project-source.ts';
import type { Settings } from '../settings.ts';
import { type ListedFile, listFiles } from './list-files.ts';

/** What a project's files come to, and what is wrong with them. */
export interface Examined {
  source: ProjectSource;
  values: Explanation[];
  problems: Problem[];
  files: ListedFile[];
}

/**
 * Loads a project for its values and mistakes. `contents`: texts that are not saved yet.
 * @throws UserError `files-unknown`, `files-gone`
 */
export async function examine(
  project: string,
  live: LiveEngine,
  settings: Settings,
  contents?: ReadonlyMap<string, string>,
): Promise<Examined> {
  const { source, failure } = findSource(project, live, settings);
  if (failure !== undefined) throw new UserError(failure.code, failure.message, hintOf(failure));
  if (source === undefined) throw new UserError('files-unknown', `nothing is known of ${project}`);
  const warnings: LoadWarning[] = [];
  const warn = (warning: LoadWarning): void => void warnings.push(warning);
  const load: LoadOptions = { ...source.load, warn, ...(contents === undefined ? {} : { contents }) };
  const { values, errors } = await explain(load);
  const problems = [...errors, ...warnings.map(warningProblem)];
  return { source, values, problems, files: listFiles(source, values, problems) };
}

function hintOf({ hint }: { hint?: string }): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

async function explain(load: LoadOptions): Promise<{ values: Explanation[]; errors: Problem[] }> {
  const { explainConfig, LoadError } = await import('../../compose-file/index.ts');
  try {
    return { values: await explainConfig(load, { everything: true }), errors: [] };
  } catch (error) {
    const all = error instanceof LoadError ? error.problems : [error];
    return { values: [], errors: all.map(errorProblem) };
  }
}

function errorProblem(error: unknown): Problem {
  const position = error instanceof UserError ? error.position : undefined;
  return { ...failureOf(error), severity: 'error', ...(position === undefined ? {} : { position }) };
}

function warningProblem({ code, message, position }: LoadWarning): Problem {
  return { code, message, severity: 'warning', ...(position === undefined ? {} : { position }) };
}
