import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianBinary } from '../scripts/standins/debian-binary.ts';
import { run } from '../test/support/command.ts';
import { type EngineHome, engineHome, removeEngine, tuttiCommand } from '../test/support/world.ts';
import { type BenchProject, benchImage } from './project.ts';

/** One of the two tools; `run` gives the milliseconds of a whole process and throws when it fails. */
export interface Side {
  run(project: BenchProject, args: string[]): Promise<number>;
}

export interface Sides extends AsyncDisposable {
  ours: Side;
  peer: Side | undefined;
  /** Of our own engine, where it is driven. */
  home: EngineHome | undefined;
}

/** Both engines with the same small image in them. */
export async function prepareSides(options: {
  peer: string | undefined;
  peerSocket: string;
  peerPath: string;
  sameEngine: boolean;
}): Promise<Sides> {
  const scratch = mkdtempSync(join(tmpdir(), 'tutti-bench-engine-'));
  const rootfs = makeRootfs(scratch);
  const home = options.sameEngine ? undefined : engineHome(join(scratch, 'root'), join(scratch, 'run'));
  if (home !== undefined) {
    await timed([tuttiCommand, 'ls'], home.env);
    importImage(`unix://${home.run}/engine.sock`, rootfs);
  }
  if (options.peer !== undefined) importImage(options.peerSocket, rootfs);
  const [outside = '', inside = ''] = options.peerPath.split('=');
  const peerCommand = options.peer?.split(' ');
  const env = home?.env ?? { DOCKER_HOST: options.peerSocket };
  return {
    home,
    ours: {
      run: (project, args) => timed([tuttiCommand, '-f', `${project.folder}/compose.yaml`, ...args], env),
    },
    peer: peerCommand && {
      run: (project, args) =>
        timed([...peerCommand, '-f', `${project.folder.replace(outside, inside)}/compose.yaml`, ...args], {}),
    },
    [Symbol.asyncDispose]: async () => {
      if (home !== undefined) await removeEngine(home);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

async function timed([command = '', ...args]: string[], env: Record<string, string>): Promise<number> {
  const started = performance.now();
  const { status, stdout, stderr } = await run(command, args, { env });
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return milliseconds;
}

/** A root file system of one static binary. */
function makeRootfs(scratch: string): string {
  const busybox = debianBinary('busybox-static', 'bin/busybox', join(import.meta.dirname, '../.cache/bench'));
  const folder = join(scratch, 'rootfs');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  execFileSync('cp', [busybox, join(folder, 'bin')]);
  for (const name of ['sh', 'sleep', 'true'])
    execFileSync('ln', ['-s', 'busybox', join(folder, 'bin', name)]);
  const archive = join(scratch, 'rootfs.tar');
  execFileSync('tar', ['-C', folder, '-cf', archive, '.']);
  return archive;
}

function importImage(socket: string, archive: string): void {
  const [repository = '', tag = ''] = benchImage.split(':');
  const change = encodeURIComponent('ENV PATH=/bin');
  const path = `/images/create?fromSrc=-&repo=${repository}&tag=${tag}&changes=${change}`;
  const target = ['--unix-socket', socket.replace('unix://', ''), `http://engine${path}`];
  execFileSync('curl', [
    '--silent',
    '--show-error',
    '--fail',
    '-X',
    'POST',
    '-T',
    archive,
    '-H',
    'Content-Type: application/x-tar',
    ...target,
  ]);
}
