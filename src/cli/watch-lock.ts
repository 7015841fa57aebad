/** One `watch` for each project: two would copy and build the same things at the same time. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../shared/index.ts';
import type { Environment } from './context.ts';

/** In the file that Docker Compose uses, so that either knows of the other. Resolves to how to let go. */
export async function lockWatch(env: Environment, project: string): Promise<() => Promise<void>> {
  const file = join(await runFolder(env), `${project}.pid`);
  const holder = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (holder > 0 && holder !== process.pid && (await watches(holder)))
    throw new UserError(
      'watch-locked',
      `cannot take exclusive lock for project "${project}": process with PID ${holder} is still running`,
      { hint: 'It watches this project already. End it first.' },
    );
  await writeFile(file, String(process.pid), { mode: 0o644 });
  return () => rm(file, { force: true });
}

/** A number that was given to another program since is no lock. */
async function watches(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes('watch');
  } catch {
    return false;
  }
}

async function runFolder(env: Environment): Promise<string> {
  const given = env['XDG_RUNTIME_DIR'];
  if (given) return given;
  const standard = `/run/user/${process.getuid?.() ?? 0}`;
  if ((await stat(standard).catch(() => undefined))?.isDirectory()) return standard;
  const own = join(env['HOME'] || homedir(), '.docker', 'docker-compose');
  await mkdir(own, { recursive: true, mode: 0o700 });
  return own;
}
