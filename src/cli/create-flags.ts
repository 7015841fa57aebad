/** Flags that `up` and `create` share, and what they ask of the orchestrator. */

import type { Project } from '../compose-file/index.ts';
import type { CreateOptions, PullPolicy } from '../orchestrator/index.ts';
import { UserError } from '../shared/index.ts';
import { type Flag, type FlagValues, textOr, texts, toggle } from './args/flag.ts';
import { isTruthy } from './args/values.ts';
import type { CommandContext } from './context.ts';
import { given } from './given.ts';
import { nearest } from './suggest.ts';
import { confirm } from './terminal/prompt.ts';

export interface CreateFlags {
  [name: string]: Flag<unknown>;
  build: Flag<boolean>;
  'force-recreate': Flag<boolean>;
  'no-build': Flag<boolean>;
  'no-recreate': Flag<boolean>;
  pull: Flag<string>;
  'quiet-pull': Flag<boolean>;
  'remove-orphans': Flag<boolean>;
  scale: Flag<readonly string[]>;
  yes: Flag<boolean>;
}

export const createFlags: CreateFlags = {
  build: toggle('Build images first, also those that exist'),
  'force-recreate': toggle('Replace containers also when nothing about them has changed'),
  'no-build': toggle('Never build an image'),
  'no-recreate': toggle('Keep containers that exist, even when they have changed; not with --force-recreate'),
  pull: textOr('policy', 'When to pull images ("always"|"missing"|"never"|"build")', {
    choices: ['always', 'missing', 'never', 'build'],
  }),
  'quiet-pull': toggle('Pull without showing progress'),
  'remove-orphans': toggle('Remove containers of services that the files no longer have'),
  scale: texts('Run so many containers of a service, whatever the files say: SERVICE=NUM', {
    valueName: 'scale',
  }),
  yes: toggle('Answer yes to every question', { short: 'y', aliases: ['y'] }),
};

const pullPolicies: readonly string[] = ['always', 'never', 'build', 'missing', 'if_not_present'];

function usage(message: string, hint?: string): UserError {
  return new UserError('usage', message, hint === undefined ? {} : { hint });
}

/** @throws UserError for flags that exclude each other */
export function createOptions(
  context: CommandContext,
  flags: FlagValues<CreateFlags>,
  project: Project,
): Partial<Omit<CreateOptions, 'client' | 'project' | 'signal' | 'onEvent'>> {
  if (flags.build && flags['no-build']) throw usage('--build and --no-build are incompatible');
  if (flags['force-recreate'] && flags['no-recreate'])
    throw usage('--force-recreate and --no-recreate are incompatible');
  const ignoreOrphans = isTruthy(project.environment['COMPOSE_IGNORE_ORPHANS']);
  const removeOrphans = flags['remove-orphans'] || isTruthy(project.environment['COMPOSE_REMOVE_ORPHANS']);
  if (ignoreOrphans && removeOrphans)
    throw usage('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans');
  return given({
    build: flags.build,
    noBuild: flags['no-build'],
    pull: pullPolicy(flags.pull),
    recreate: flags['no-recreate'] ? 'never' : flags['force-recreate'] ? 'force' : 'diverged',
    recreateDependencies: flags['no-recreate'] ? 'never' : 'diverged',
    removeOrphans,
    ignoreOrphans,
    quietPull: flags['quiet-pull'],
    scale: parseScale(flags.scale, project),
    assumeYes: flags.yes,
    confirm: (question: string, preset: boolean) => confirm(context, question, preset),
  } as const);
}

export function pullPolicy(text: string): PullPolicy {
  if (text === 'policy') return 'policy';
  if (!pullPolicies.includes(text))
    throw usage(
      `invalid --pull option ${JSON.stringify(text)}`,
      `It is one of: policy, ${pullPolicies.join(', ')}.`,
    );
  return text === 'if_not_present' ? 'missing' : (text as PullPolicy);
}

function parseScale(texts: readonly string[], project: Project): Record<string, number> | undefined {
  if (texts.length === 0) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const [service = '', number, ...rest] = text.split('=');
      if (number === undefined || rest.length > 0)
        throw usage(`invalid --scale option ${JSON.stringify(text)}. Should be SERVICE=NUM`);
      if (!/^[+-]?\d+$/.test(number))
        throw usage(`strconv.Atoi: parsing ${JSON.stringify(number)}: invalid syntax`);
      if (Number(number) < 0) throw usage(`invalid --scale option ${JSON.stringify(text)}: fewer than none`);
      if (!Object.hasOwn(project.services, service))
        throw noSuchService(service, Object.keys(project.services));
      return [service, Number(number)];
    }),
  );
}

/** @param known for a suggestion */
export function noSuchService(name: string, known: readonly string[]): UserError {
  const near = nearest(name, known);
  const all =
    known.length === 0 ? 'The project has no services.' : `The project's services: ${known.join(', ')}.`;
  const hint = near === undefined ? all : `Did you mean "${near}"?`;
  return new UserError('no-such-service', `no such service: ${name}`, { hint });
}
