import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { engineNodeFlags, engineReadyLine } from '../engine-api/index.ts';
import { EngineError, messageOf, productVersion } from '../shared/index.ts';
import { openEngineLog } from './engine-log.ts';
import { exitAtOnce, findRuntime, giveBackMemory, isDiskFull } from './host/index.ts';
import { watchIdleness } from './idle.ts';
import { openRooms, type Rooms } from './open-rooms.ts';
import { type EnginePaths, enginePaths } from './paths.ts';
import { claimRunFolder, makeFolders, socketPath } from './run-folder.ts';
import { type ApiServer, openServer } from './server/index.ts';

const DEFAULT_IDLE_SECONDS = 60;
/** Milliseconds without a call after which memory is given back; not between the commands of a script. */
const QUIET = 3000;

/** Runs until nothing needs this engine any more, or a signal ends it. Containers run on without it. */
export async function runEngine(): Promise<void> {
  const paths = enginePaths(process.env);
  process.env.PATH = withSystemFolders(process.env.PATH);
  const log = openEngineLog();
  process.on('uncaughtException', (error) => {
    log(`defect, the engine ends: ${error.stack ?? messageOf(error)}`);
    process.exit(70);
  });
  let opened: Opened | 'served';
  try {
    opened = await open(paths, log);
  } catch (error) {
    if (!(error instanceof EngineError) && !isDiskFull(error)) throw error;
    // What the user can mend: the starter shows this line.
    log(messageOf(error));
    return exitAtOnce(1);
  }
  if (opened === 'served') return exitAtOnce(0);
  sayReady();
  stayUntilUseless(opened.rooms, opened.server, log);
}

/** A user who became root with `su` has a PATH without the folders in which nft and its kin lie. */
function withSystemFolders(path = ''): string {
  const folders = path.split(':').filter(Boolean);
  const standard = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...folders, ...standard.filter((folder) => !folders.includes(folder))].join(':');
}

interface Opened {
  rooms: Rooms;
  server: ApiServer;
}

async function open(paths: EnginePaths, log: (message: string) => void): Promise<Opened | 'served'> {
  // Before anything is made on the disk.
  const runtime = findRuntime();
  makeFolders(paths);
  if ((await claimRunFolder(paths)) === 'served') return 'served';
  const rooms = await openRooms({ paths, log, engineCommand: commandOfEngine() });
  const server = await openServer({
    ...rooms,
    paths,
    log,
    socket: socketPath(paths),
    version: productVersion,
    runtime,
  });
  return { rooms, server };
}

/** How the keeper starts the engine again. */
function commandOfEngine(): string[] {
  const program = process.argv[1] ?? join(import.meta.dirname, 'main.ts');
  return [process.execPath, ...engineNodeFlags, program];
}

function sayReady(): void {
  try {
    writeSync(1, engineReadyLine);
  } catch {
    // Whoever started us does not listen.
  }
}

function stayUntilUseless(rooms: Rooms, server: ApiServer, log: (message: string) => void): void {
  const seconds = Number(process.env.TUTTI_IDLE ?? DEFAULT_IDLE_SECONDS);
  let leaving = false;
  const leave = (act: () => Promise<void>): void => {
    if (leaving) return;
    leaving = true;
    idle.stop();
    act().then(
      () => process.exit(0),
      (error: unknown) => {
        log(`the engine could not close properly: ${messageOf(error)}`);
        process.exit(1);
      },
    );
  };
  const close = async (): Promise<void> => {
    server.close();
    await rooms.close();
  };
  const idle = watchIdleness({
    after: (Number.isFinite(seconds) ? seconds : DEFAULT_IDLE_SECONDS) * 1000,
    busy: () => server.activeCalls > 0 || rooms.containers.busy(),
    leave: () =>
      leave(async () => {
        await server.withdraw();
        // A client that found the socket at the last moment is still served.
        if (server.activeCalls > 0) await new Promise<void>((resolve) => server.onQuiet(resolve));
        await close();
      }),
  });
  server.onQuiet(idle.touch);
  giveBackWhenQuiet(server, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () =>
      leave(async () => {
        await server.withdraw();
        await close();
      }),
    );
  }
}

function giveBackWhenQuiet(server: ApiServer, log: (message: string) => void): void {
  let timer: NodeJS.Timeout | undefined;
  server.onQuiet(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (server.activeCalls > 0) return;
      giveBackMemory().catch((error: unknown) => log(`memory could not be given back: ${messageOf(error)}`));
    }, QUIET);
    timer.unref();
  });
}
