import { accessSync, constants, existsSync, mkdirSync, readdirSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { EngineError, messageOf } from '../shared/index.ts';
import { openFileLock } from './host/index.ts';
import type { EnginePaths } from './paths.ts';

export function socketPath(paths: EnginePaths): string {
  return join(paths.run, 'engine.sock');
}

/** Makes the engine's own folders. */
export function makeFolders(paths: EnginePaths): void {
  // Processes of other users get into containers' folders below, but see no names.
  makeFolder(paths.root, 0o711, 'TUTTI_ROOT');
  makeFolder(paths.run, 0o700, 'TUTTI_RUN');
}

/** One folder at a time: Node's own `recursive` never ends below /proc, and says ENOENT of a read-only file system. */
function makeFolder(path: string, mode: number, variable: string): void {
  try {
    const missing: string[] = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
    for (const folder of missing) mkdirSync(folder, { mode });
    accessSync(path, constants.W_OK);
    readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new EngineError(
      'unavailable',
      `the engine cannot use the folder ${path} (${messageOf(error)}); ${variable} names another`,
      { cause: error },
    );
  }
}

/**
 * Two engines never serve one run folder: the lock is held until this process ends. `served` when another one
 * answers there already, or begins to while we wait; an engine that is just leaving is waited for.
 */
export async function claimRunFolder(paths: EnginePaths): Promise<'claimed' | 'served'> {
  const lock = openFileLock(join(paths.run, 'engine.lock'));
  if (lock.tryTake()) return 'claimed';
  const abort = new AbortController();
  try {
    return await Promise.race([
      lock.take().then(() => 'claimed' as const),
      socketAnswers(paths, abort.signal).then(() => 'served' as const),
    ]);
  } finally {
    abort.abort();
  }
}

/** Resolves when somebody listens on the engine's socket, which is tried now and whenever the folder changes. */
function socketAnswers(paths: EnginePaths, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const attempt = (): void => {
      const socket = connect(socketPath(paths));
      socket.on('connect', () => {
        socket.destroy();
        resolve();
      });
      // Nobody there yet: the folder's next change tells.
      socket.on('error', () => {});
    };
    watch(paths.run, { signal }, attempt);
    attempt();
  });
}
