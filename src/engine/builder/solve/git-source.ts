import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessError, run } from '../../host/index.ts';
import { parseGitAddress } from '../plan/git-address.ts';

export interface GitSource {
  remote: string;
  ref: string | undefined;
  commit: string;
  /** Within the repository; empty for all of it. */
  folder: string;
}

const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK,
  // Nobody is there to be asked; and a repository must not make git read the host's files through a transport of its choice.
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'http:https:git:ssh',
};

async function git(args: string[], signal: AbortSignal, cwd?: string): Promise<string> {
  const { stdout } = await run('git', args, {
    env: environment,
    signal,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return stdout;
}

/** Asks the remote which commit is meant. @throws Error, ProcessError */
export async function resolveGit(
  url: string,
  checksum: string | undefined,
  signal: AbortSignal,
): Promise<GitSource> {
  const address = parseGitAddress(url);
  if (!address) throw new Error(`invalid git address ${JSON.stringify(url)}`);
  const { remote, ref, folder } = address;
  if (ref?.startsWith('-') || remote.startsWith('-'))
    throw new Error(`invalid git ref ${JSON.stringify(ref)}`);
  const commit = ref !== undefined && /^[0-9a-f]{40}$/.test(ref) ? ref : await lookUp(remote, ref, signal);
  if (checksum !== undefined && !commit.startsWith(checksum.replace(/^sha1:/, ''))) {
    throw new Error(`expected checksum to match ${checksum}, got ${commit}`);
  }
  return { remote, ref, commit, folder };
}

async function lookUp(remote: string, ref: string | undefined, signal: AbortSignal): Promise<string> {
  const wanted = ref ?? 'HEAD';
  const lines = (await git(['ls-remote', '--', remote, wanted, `${wanted}^{}`], signal)).split('\n');
  const found = new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
  const names = [`refs/tags/${wanted}^{}`, `refs/tags/${wanted}`, `refs/heads/${wanted}`, wanted];
  const commit = names.map((name) => found.get(name)).find(Boolean);
  if (commit === undefined)
    throw new Error(`repository does not contain ref ${remote}, output: ${JSON.stringify(wanted)}`);
  return commit;
}

/** That commit alone, where the server allows it; else all that it has. */
async function fetchCommit(commit: string, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await git(['fetch', '-q', '--depth=1', 'origin', commit], signal, folder);
  } catch (error) {
    if (!(error instanceof ProcessError && error.reason === 'exit')) throw error;
    await git(['fetch', '-q', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*'], signal, folder);
  }
}

/** Checks the commit out into an empty folder, submodules included. */
export async function fetchGit(
  source: GitSource,
  folder: string,
  options: { keepGitDir: boolean; signal: AbortSignal },
): Promise<void> {
  const { signal } = options;
  await git(['-c', 'init.defaultBranch=main', 'init', '-q', folder], signal);
  await git(['remote', 'add', 'origin', source.remote], signal, folder);
  await fetchCommit(source.commit, folder, signal);
  await git(['checkout', '-q', '--detach', source.commit], signal, folder);
  await git(['submodule', 'update', '--init', '--recursive', '--depth=1'], signal, folder);
  if (!options.keepGitDir) rmSync(join(folder, '.git'), { recursive: true, force: true });
}
