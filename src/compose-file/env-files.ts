import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../shared/index.ts';
import type { Environment } from './environment.ts';
import { DotenvError, type DotenvResult, parseDotenv } from './phases/dotenv.ts';
import { readText } from './phases/files.ts';
import { TemplateError } from './phases/template.ts';

/**
 * Adds the variables of env files to an environment, where it has none of that name yet. Later files win over earlier.
 * @throws UserError where a file is missing or malformed
 */
export async function readEnvFiles(
  files: readonly string[],
  environment: Environment,
  { unset, explain }: { unset: (message: string) => void; explain: boolean },
): Promise<Environment> {
  if (files.length === 0) return environment;
  const result: DotenvResult = { values: new Map() };
  if (explain) result.origins = new Map();
  for (const file of files) {
    await readEnvFile(
      isAbsolute(file) ? file : resolve(file),
      (name) => environment.get(name),
      result,
      unset,
    );
  }
  return environment.with({ origin: 'env file', ...result });
}

/** Reads one env file into `result`. */
export async function readEnvFile(
  path: string,
  lookup: (name: string) => string | undefined,
  result: DotenvResult,
  unset: (message: string) => void,
): Promise<void> {
  parseEnvFile(await readEnvText(path), path, lookup, result, unset);
}

export function readEnvText(path: string): Promise<string> {
  return readText(path, () => ({
    code: 'env-file-not-found',
    message: `couldn't find env file: ${path}`,
  }));
}

/** Parses the text of an env file into `result`. */
export function parseEnvFile(
  text: string,
  path: string,
  lookup: (name: string) => string | undefined,
  result: DotenvResult,
  unset: (message: string) => void,
): void {
  try {
    parseDotenv(text, lookup, result, {
      file: path,
      unset: (name) => unset(`The "${name}" variable is not set. Defaulting to a blank string.`),
    });
  } catch (error) {
    throw envFileError(error, path);
  }
}

function envFileError(error: unknown, path: string): unknown {
  if (error instanceof DotenvError) {
    const hint = 'Each line is KEY=value; quotes have to be closed.';
    const position = { file: path, line: error.line, column: 1 };
    return new UserError('invalid-env-file', `failed to read ${path}: ${error.message}`, { hint, position });
  }
  if (!(error instanceof TemplateError)) return error;
  if (error.kind === 'too-long') {
    return new UserError('too-many-values', `failed to read ${path}: ${error.message}`);
  }
  if (error.kind === 'required') {
    return new UserError('required-variable', `failed to read ${path}: ${error.message}`);
  }
  const hint = 'Put a value with a dollar sign in single quotes.';
  return new UserError('invalid-interpolation', `failed to read ${path}: invalid interpolation format`, {
    hint,
  });
}

/** Lines of `KEY=value` taken as they are, as `docker run --env-file` does. */
export function parseRawEnvFile(
  text: string,
  path: string,
  lookup: (name: string) => string | undefined,
  result: DotenvResult,
): void {
  text.split('\n').forEach((raw, i) => {
    const line = raw.replace(/\r$/, '').replace(/^\s+/, '');
    if (line === '' || line.startsWith('#')) return;
    const equals = line.indexOf('=');
    const name = (equals === -1 ? line : line.slice(0, equals)).trimStart();
    if (name === '' || /\s/.test(name)) {
      const position = { file: path, line: i + 1, column: 1 };
      throw new UserError('invalid-env-file', `${path}: variable "${name}" contains whitespace or no name`, {
        position,
      });
    }
    const value = equals === -1 ? lookup(name) : line.slice(equals + 1);
    if (value === undefined) return;
    result.values.set(name, value);
    result.origins?.set(name, `${path}:${i + 1}`);
  });
}
