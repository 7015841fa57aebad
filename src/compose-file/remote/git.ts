import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, UserError } from '../../shared/index.ts';
import type { LoadOptions } from '../options.ts';
import { cached, inside } from './cache.ts';
import type { GitReference } from './git-reference.ts';

const run = promisify(execFile);
const COMMIT = /^[a-f0-9]{40}$/;
/** Nothing of a repository is run, and only protocols that cross a network are spoken. */
const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
  ...allowed('https', 'http', 'ssh', 'git'),
];

function allowed(...protocols: string[]): string[] {
  return protocols.flatMap((protocol) => ['-c', `protocol.${protocol}.allow=always`]);
}

export interface GitScope {
  environment: Record<string, string | undefined>;
  cache: string;
  offline: boolean;
  credentialsFor: LoadOptions['credentialsFor'];
  /** Asked before something is fetched for the first time. */
  mayFetch: () => Promise<boolean>;
}

/** Folder of a local copy of the commit that the reference means. */
export async function checkOut(reference: GitReference, scope: GitScope): Promise<string> {
  const commit = await commitOf(reference, scope);
  const folder = join(scope.cache, 'git', commit);
  if (existsSync(folder)) return folder;
  if (scope.offline) throw offline(reference);
  if (!(await scope.mayFetch())) throw new UserError('remote-refused', `${reference.remote} was not trusted`);
  return cached(folder, async (draft) => {
    await git(['init', '--quiet', draft], undefined, scope);
    await git(['fetch', '--quiet', '--depth=1', '--', reference.remote, commit], draft, scope);
    await git(['checkout', '--quiet', '--detach', commit], draft, scope);
  });
}

async function commitOf({ remote, ref }: GitReference, scope: GitScope): Promise<string> {
  if (COMMIT.test(ref)) return ref;
  if (scope.offline) throw offline({ remote, ref, path: '' });
  const output = await git(['ls-remote', '--exit-code', '--', remote, ref || 'HEAD'], undefined, scope);
  const commit = output.slice(0, 40);
  if (!COMMIT.test(commit)) throw new UserError('remote-unavailable', `${remote} has no ${ref || 'HEAD'}`);
  return commit;
}

function offline({ remote }: GitReference): UserError {
  return new UserError('remote-unavailable', `${remote} is not in the cache, and nothing is fetched offline`);
}

async function git(args: string[], cwd: string | undefined, { environment }: GitScope): Promise<string> {
  const env: Record<string, string> = { GIT_TERMINAL_PROMPT: '0' };
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) env[name] = value;
  if (!env['GIT_SSH'] && !env['GIT_SSH_COMMAND'])
    env['GIT_SSH_COMMAND'] = 'ssh -o ControlMaster=no -o BatchMode=yes';
  try {
    const { stdout } = await run('git', [...SAFE, ...args], { env, ...(cwd === undefined ? {} : { cwd }) });
    return stdout;
  } catch (error) {
    throw gitError(error, args);
  }
}

function gitError(error: unknown, args: readonly string[]): UserError {
  const { code, stderr } = error as { code?: unknown; stderr?: unknown };
  const remote = args[args.indexOf('--') + 1] ?? '';
  if (code === 'ENOENT') {
    return new UserError('remote-unavailable', 'git is needed for files in git repositories', {
      hint: 'Install git.',
    });
  }
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr.trim() : messageOf(error);
  const reason = code === 2 && args[0] === 'ls-remote' ? 'it has no such branch, tag or commit' : said;
  return new UserError('remote-unavailable', `failed to access repository at ${remote}: ${reason}`, {
    cause: error,
  });
}

/** The file that a reference means in a checked-out folder: the one named, or the first of the usual names. */
export async function fileIn(folder: string, path: string, names: readonly string[]): Promise<string> {
  const target = await inside(folder, path === '' ? '.' : path);
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) throw new UserError('compose-file-not-found', `${path} is not in the repository`);
  if (!found.isDirectory()) return target;
  const name = names.find((candidate) => existsSync(join(target, candidate)));
  if (name === undefined)
    throw new UserError('compose-file-not-found', `${path || 'the repository'} has no Compose file`);
  return inside(folder, join(path, name));
}
