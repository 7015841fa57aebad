/** Global flags and `COMPOSE_*` variables → how the command behaves. */
import { resolve } from 'node:path';
import { UserError } from '../shared/index.ts';
import type { FlagValues } from './args/flag.ts';
import { isTruthy } from './args/values.ts';
import type { Environment, GlobalOptions, ProgressMode } from './context.ts';
import { type GlobalFlags, progressModes } from './global-flags.ts';

export type GlobalValues = FlagValues<GlobalFlags>;

function usage(message: string, hint?: string): UserError {
  return new UserError('usage', message, hint === undefined ? {} : { hint });
}

/** @param given long names of the flags that stood on the line */
export function globalOptions(
  flags: GlobalValues,
  given: ReadonlySet<string>,
  env: Environment,
  cwd: string,
): Omit<GlobalOptions, 'tls'> {
  const ansi = ansiMode(flags, given, env);
  const envFiles = given.has('env-file')
    ? flags['env-file']
    : (env['COMPOSE_ENV_FILES'] ?? '').split(',').filter((file) => file !== '');
  return {
    files: flags.file,
    projectName: flags['project-name'] || undefined,
    projectDirectory: flags['project-directory'] || undefined,
    envFiles: envFiles.map((file) => resolve(cwd, file)),
    profiles: flags.profile,
    allResources: flags['all-resources'],
    compatibility: flags.compatibility || isTruthy(env['COMPOSE_COMPATIBILITY']),
    parallel: parallelLimit(flags, given, env),
    dryRun: flags['dry-run'],
    engine: flags.engine,
    host: flags.host,
    dockerContext: flags.context,
    progress: progressMode(flags.progress ?? env['COMPOSE_PROGRESS'] ?? '', ansi),
    ansi,
    colors: !env['NO_COLOR'],
  };
}

function ansiMode(flags: GlobalValues, given: ReadonlySet<string>, env: Environment): GlobalOptions['ansi'] {
  if (flags['no-ansi']) {
    if (given.has('ansi'))
      throw usage('cannot specify DEPRECATED "--no-ansi" and "--ansi". Please use only "--ansi"');
    return 'never';
  }
  const wish = given.has('ansi') ? flags.ansi : (env['COMPOSE_ANSI'] ?? flags.ansi);
  // Docker Compose takes any other word as "neither always nor auto".
  return wish === 'always' || wish === 'auto' ? wish : 'never';
}

function progressMode(wish: string, ansi: GlobalOptions['ansi']): ProgressMode {
  const byAnsi: ProgressMode = ansi === 'never' ? 'plain' : ansi === 'always' ? 'tty' : 'auto';
  switch (wish) {
    case '':
    case 'auto':
      return byAnsi;
    case 'tty':
      if (ansi === 'never') throw usage("can't use --progress tty while ANSI support is disabled");
      return 'tty';
    case 'plain':
      if (ansi === 'always') throw usage("can't use --progress plain while ANSI support is forced");
      return 'plain';
    case 'quiet':
    case 'none':
      return 'quiet';
    case 'json':
      return 'json';
    default:
      throw usage(
        `unsupported --progress value ${JSON.stringify(wish)}`,
        `It is one of: ${progressModes.join(', ')}.`,
      );
  }
}

function parallelLimit(
  flags: GlobalValues,
  given: ReadonlySet<string>,
  env: Environment,
): number | undefined {
  const fromEnv = env['COMPOSE_PARALLEL_LIMIT'];
  if (given.has('parallel') || fromEnv === undefined) return flags.parallel > 0 ? flags.parallel : undefined;
  if (!/^-?\d+$/.test(fromEnv))
    throw usage(`COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(fromEnv)})`);
  return Number(fromEnv) > 0 ? Number(fromEnv) : undefined;
}
