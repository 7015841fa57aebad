import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endProcess } from '../../scripts/standins/end-process.ts';
import { connectEngine } from '../../src/engine-client/index.ts';
import { type CommandOptions, type Finished, run } from './command.ts';
import type { EngineKind } from './other-engine.ts';
import { Terminal } from './terminal.ts';
import { eventually } from './wait.ts';

const repository = join(import.meta.dirname, '../..');
export const tuttiCommand: string = join(repository, 'tutti');

/** Folders and environment of the engine that a test file drives. */
export interface EngineHome {
  root: string;
  run: string;
  env: Record<string, string>;
  engine: EngineKind;
  /** `127.0.0.1:port` of the registry with the stand-in images, where there is one. */
  registry: string | undefined;
}

export function engineHome(
  root: string,
  runFolder: string,
  standIns?: { registriesConf: string; address: string },
): EngineHome {
  const env: Record<string, string> = { TUTTI_ROOT: root, TUTTI_RUN: runFolder };
  if (standIns !== undefined) env.TUTTI_REGISTRIES_CONF = standIns.registriesConf;
  return { root, run: runFolder, env, engine: 'embedded', registry: standIns?.address };
}

/** A name by which the engine can pull a stand-in: other engines do not know our mirrors, but any reaches a registry on loopback. */
export function pullable({ engine, registry }: EngineHome, image: string): string {
  return engine === 'embedded' ? image : `${registry}/docker.io/library/${image}`;
}

/** The engine's name for an image of Docker Hub: Podman has none but the full one. */
export function shownImage({ engine }: EngineHome, image: string): string {
  return engine === 'podman' ? `docker.io/library/${image}` : image;
}

/** A folder with a project in it, and the command line run there; `dispose` takes the project down and the folder away. */
export class Scenario implements AsyncDisposable {
  readonly folder: string;
  readonly home: EngineHome;
  readonly #parent: string;

  private constructor(folder: string, home: EngineHome, parent: string) {
    this.folder = folder;
    this.home = home;
    this.#parent = parent;
  }

  /** The project is named after the folder, as for a user. */
  static create(home: EngineHome, name: string, files: Record<string, string> = {}): Scenario {
    const parent = mkdtempSync(join(tmpdir(), 'tutti-e2e-'));
    const scenario = new Scenario(join(parent, name), home, parent);
    mkdirSync(scenario.folder);
    for (const [path, text] of Object.entries(files)) scenario.write(path, text);
    return scenario;
  }

  /** A copy of one of the repository's examples. */
  static example(home: EngineHome, name: string): Scenario {
    const scenario = Scenario.create(home, name);
    cpSync(join(repository, 'examples', name), scenario.folder, { recursive: true });
    return scenario;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  edit(path: string, change: (text: string) => string): void {
    const before = this.read(path);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${path} changes nothing`);
    this.write(path, after);
  }

  tutti(args: string[], options: CommandOptions = {}): Promise<Finished> {
    return run(tuttiCommand, args, {
      cwd: this.folder,
      ...options,
      env: { ...this.home.env, ...options.env },
    });
  }

  /** Like `tutti`, and fails unless it ends with 0; its standard output. */
  async succeeds(args: string[], options: CommandOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.tutti(args, options);
    if (status !== 0) throw new Error(`tutti ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  terminal(args: string[], size: { columns?: number; rows?: number } = {}): Terminal {
    return Terminal.open([tuttiCommand, ...args], { cwd: this.folder, env: this.home.env, ...size });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const found = ['compose.yml', 'compose.yaml'].some((name) => existsSync(join(this.folder, name)));
    if (found)
      await this.tutti([
        '--profile',
        '*',
        'down',
        '--volumes',
        '--remove-orphans',
        '--rmi',
        'local',
        '-t',
        '1',
      ]);
    rmSync(this.#parent, { recursive: true, force: true });
  }
}

/** Whether an engine listens for these folders. */
export function engineListens(home: EngineHome): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(join(home.run, 'engine.sock'));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Process id of the engine of these folders, known by its environment. */
export function engineProcess({ run }: EngineHome): number | undefined {
  return findProcess(
    (command, environment) =>
      /engine(\.js|\/main\.ts)/.test(command) && `${environment}\0`.includes(`TUTTI_RUN=${run}\0`),
  );
}

/** Process id of the keeper of these folders, known by its title. */
export function keeperProcess({ run }: Pick<EngineHome, 'run'>): number | undefined {
  return findProcess((command) => command.replace(/\0+$/, '') === `tutti-keeper ${run}`);
}

function findProcess(isWanted: (command: string, environment: string) => boolean): number | undefined {
  const about = (pid: string, file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const found = readdirSync('/proc').find((pid) => {
    try {
      return /^\d+$/.test(pid) && isWanted(about(pid, 'cmdline'), about(pid, 'environ'));
    } catch {
      return false;
    }
  });
  return found === undefined ? undefined : Number(found);
}

function engineProcesses(home: EngineHome): number[] {
  return [engineProcess(home), keeperProcess(home)].filter((pid) => pid !== undefined);
}

/** Removes what still runs, ends the engine of these folders, its keeper with it, and removes the folders. */
export async function removeEngine(home: EngineHome): Promise<void> {
  if (engineProcesses(home).length > 0) await removeContainers(home);
  for (const pid of engineProcesses(home)) endProcess(pid);
  await eventually(() => {
    const alive = engineProcesses(home);
    if (alive.length > 0) throw new Error(`the engine's processes ${alive.join(', ')} do not end`);
  });
  for (const folder of [home.run, home.root]) rmSync(folder, { recursive: true, force: true });
}

/** Where only the keeper is left, an engine is started for it. */
async function removeContainers(home: EngineHome): Promise<void> {
  const { PATH = '' } = process.env;
  const client = await connectEngine({ env: { PATH, ...home.env } });
  try {
    const containers = await client.json<{ Id: string }[]>({ method: 'GET', path: '/containers/json?all=1' });
    for (const { Id } of containers)
      await client.json({ method: 'DELETE', path: `/containers/${Id}?force=1&v=1` });
    await client.json({ method: 'POST', path: '/networks/prune' });
  } finally {
    client.close();
  }
}
