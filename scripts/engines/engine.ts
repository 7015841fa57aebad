import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { busyboxArchive } from '../../test/support/busybox.ts';
import { type EngineRelease, releases } from './releases.ts';
import { openWayOut } from './way-out.ts';

/** An engine that runs for the tests, apart from all that this machine has. */
export interface TestEngine extends AsyncDisposable {
  /** As in DOCKER_HOST. */
  address: string;
  /** The command before a command that shall see the ports that this engine publishes: they are in its network, not in the machine's. */
  inItsNetwork: string[];
  /** A DOCKER_CONFIG with the plugins `compose` and `buildx` where the release has them. */
  config: string;
  /** Kills a dockerd, as want of memory would; it is started again. */
  kill(): void;
  /** A docker client; one with the plugin `compose` is a whole Docker Compose. */
  client: string;
}

const repository = join(import.meta.dirname, '../..');

/**
 * Starts the engine of an unpacked root (`engineRoot`), with the image `busybox:latest`, in namespaces of its own (mounts, network,
 * processes): its firewall rules, bridges and processes are not the machine's, and all of them end with it. Throws where that cannot be done.
 */
export async function startEngine(
  release: EngineRelease,
  root: string,
  say: (line: string) => void,
): Promise<TestEngine> {
  const { product } = releases[release];
  // Below /var/tmp: overlayfs cannot be put upon a tmpfs in every kernel.
  const state = mkdtempSync(`/var/tmp/tutti-${release}-`);
  mkdirSync(join(state, 'data'));
  const log = openSync(join(state, 'engine.log'), 'w');
  const child = spawn('setpriv', [...namespaces, ...inNamespaces(release, root, state)], {
    stdio: ['ignore', log, log],
  });
  let wayOut: ChildProcess | undefined;
  const engine: TestEngine = {
    address: `unix://${join(state, 'engine.sock')}`,
    inItsNetwork: ['nsenter', `--net=/proc/${child.pid}/ns/net`],
    config: clientConfig(root, state),
    client: join(root, 'usr/bin/docker'),
    kill: () => process.kill(daemonOf(join(state, 'engine.sock')), 'SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      for (const signal of signals) process.off(signal, interrupted);
      await end(child);
      wayOut?.kill();
      rmSync(state, { recursive: true, force: true });
    },
  };
  const interrupted = () => void engine[Symbol.asyncDispose]().then(() => process.exit(130));
  for (const signal of signals) process.once(signal, interrupted);
  try {
    await answering(join(state, 'engine.sock'), child);
    wayOut = await openWayOut(child.pid ?? 0);
    const env = { DOCKER_HOST: engine.address };
    const ask = (args: string[]) => execFileSync(engine.client, args, { env, encoding: 'utf8' });
    ask(['import', '--change', 'CMD ["sh"]', busyboxArchive(), 'busybox:latest']);
    say(`started ${product} ${ask(['version', '--format', '{{.Server.Version}}'])}`.trim());
    return engine;
  } catch (error) {
    const told = readFileSync(join(state, 'engine.log'), 'utf8').trim().split('\n').slice(-5).join('\n');
    await engine[Symbol.asyncDispose]();
    const { message } = error as Error;
    throw new Error(`${product} does not start: ${message}\n${told}`, { cause: error });
  }
}

function daemonOf(socket: string): number {
  const isDaemon = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `dockerd\0--host\0unix://${socket}\0`;
    } catch {
      // Ended meanwhile.
      return false;
    }
  };
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isDaemon(name));
  if (pid === undefined) throw new Error(`no dockerd serves ${socket}`);
  return Number(pid);
}

const signals = ['SIGINT', 'SIGTERM'] as const;

// When this process ends, however it does, unshare is killed, thus process 1 of the namespace, and thus all others in it.
const namespaces =
  '--pdeathsig KILL unshare --mount --propagation private --net --pid --fork --kill-child'.split(' ');

function inNamespaces(release: EngineRelease, root: string, state: string): string[] {
  const { data, serve } = releases[release];
  const shared = new Set(['/dev', '/tmp', '/var/tmp', tmpdir(), repository]);
  const script = [join(root, 'bin/busybox'), 'sh', join(import.meta.dirname, 'in-namespaces.sh')];
  return [...script, root, state, data, ...shared, '--', ...serve(join(state, 'engine.sock'))];
}

function clientConfig(root: string, state: string): string {
  const plugins = join(state, 'config/cli-plugins');
  mkdirSync(plugins, { recursive: true });
  for (const plugin of ['docker-compose', 'docker-buildx']) {
    const program = join(root, 'usr/libexec/docker/cli-plugins', plugin);
    if (existsSync(program)) symlinkSync(program, join(plugins, plugin));
  }
  return join(state, 'config');
}

async function answering(socket: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await answers(socket))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('it does not answer for a minute');
    await pause(50);
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ socketPath, path: '/_ping' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on('error', () => resolve(false)).end();
  });
}

/** Asked to end, the engine ends its containers; then, or when it does not, all that is left of it is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  execFileSync('nsenter', [`--pid=/proc/${child.pid}/ns/pid_for_children`, 'kill', '-s', 'TERM', '1']);
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}
