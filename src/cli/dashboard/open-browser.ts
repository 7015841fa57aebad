import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandContext, Environment } from '../context.ts';

const openers = [
  'xdg-open',
  'sensible-browser',
  'x-www-browser',
  'gio open',
  'firefox',
  'chromium',
  'google-chrome',
];

/** Words of the program that opens addresses; undefined where there is no display, or no such program. */
export function findOpener(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  const own = env['BROWSER'] && /^[\w./-]+$/.test(env['BROWSER']) ? [env['BROWSER']] : [];
  return [...own, ...openers].map((line) => line.split(' ')).find(([program = '']) => isInPath(program, env));
}

function isInPath(program: string, env: Environment): boolean {
  const folders = program.includes('/')
    ? ['']
    : (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Other users of this machine see the arguments of programs: the browser is given a file that only its owner can read and that leads
 * to the address. It is removed as soon as the address was used.
 */
export async function openInBrowser(
  [program = '', ...args]: readonly string[],
  url: string,
  used: Promise<unknown>,
  context: CommandContext,
): Promise<void> {
  // Browsers that are confined (snap, flatpak) can read the home folder, and not the common temporary one.
  const folder = mkdtempSync(join(context.env['HOME'] || tmpdir(), 'tutti-dashboard-'));
  const file = join(folder, 'open.html');
  writeFileSync(file, leadingTo(url), { mode: 0o600 });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  void used.finally(() => {
    process.off('exit', remove);
    remove();
  });
  await new Promise<void>((resolve) => {
    const browser = spawn(program, [...args, pathToFileURL(file).href], { detached: true, stdio: 'ignore' });
    browser.once('spawn', resolve);
    browser.once('error', (error) => {
      context.stderr.write(`No browser was opened: ${error.message}\n`);
      resolve();
    });
    browser.unref();
  });
}

/** The address is of our own making, and has nothing that HTML reads as its own. */
function leadingTo(url: string): string {
  return `<!doctype html><meta charset="utf-8"><title>tutti</title><meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">${url}</a>\n`;
}
