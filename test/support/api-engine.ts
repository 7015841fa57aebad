import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { debianBinary } from '../../scripts/standins/debian-binary.ts';
import { engineNodeFlags, engineReadyLine } from '../../src/engine-api/index.ts';
import { busyboxArchive } from './busybox.ts';
import { type CommandOptions, type Finished, run } from './command.ts';
import { type EngineHome, engineHome, removeEngine } from './world.ts';

const repository = join(import.meta.dirname, '../..');

export interface ApiAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An engine of a test's own, driven over its API: by the stock docker client, or by plain requests. */
export class ApiEngine implements AsyncDisposable {
  readonly home: EngineHome;
  readonly socket: string;
  /** Of the process that was started last by `restart`. */
  pid = 0;
  readonly #docker: string;

  private constructor(home: EngineHome, docker: string) {
    this.home = home;
    this.socket = join(home.run, 'engine.sock');
    this.#docker = docker;
  }

  /** Starts it from the sources; with `busybox:latest` in it. `disk` is where its root folder is to be. */
  static async start(disk?: string): Promise<ApiEngine> {
    // Below /var/tmp: overlayfs cannot be put upon a tmpfs in every kernel. The path is short for the sockets' sake.
    const folder = mkdtempSync('/var/tmp/tutti-api-');
    const home = engineHome(join(disk ?? folder, 'root'), join(folder, 'run'));
    const engine = new ApiEngine(home, dockerClient());
    await engine.restart();
    await engine.docker(['import', busyboxArchive(), 'busybox:latest']);
    return engine;
  }

  /** Starts the process; resolves when it says that it is ready. */
  restart(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...engineNodeFlags, join(repository, 'src/engine/main.ts')], {
        env: { ...process.env, ...this.home.env, TUTTI_IDLE: '0' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      let complaint = '';
      child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part));
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        if (part !== engineReadyLine) return;
        child.unref();
        this.pid = child.pid ?? 0;
        resolve();
      });
      child.on('exit', (code) => reject(new Error(`the engine ended with ${code}:\n${complaint}`)));
    });
  }

  /** The docker client on this engine; fails unless it ends with 0. Its standard output without the last line end. */
  async docker(args: string[], options: CommandOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.tryDocker(args, options);
    if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout.replace(/\n$/, '');
  }

  tryDocker(args: string[], options: CommandOptions = {}): Promise<Finished> {
    const env = {
      DOCKER_HOST: `unix://${this.socket}`,
      DOCKER_BUILDKIT: '0',
      DOCKER_CONTEXT: '',
      ...options.env,
    };
    return run(this.#docker, args, { ...options, env });
  }

  ask(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const sent = request({ socketPath: this.socket, method, path, headers }, (response) => {
        text(response).then(
          (got) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: got }),
          reject,
        );
      });
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async json<T>(path: string): Promise<T> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${body}`);
    return JSON.parse(body) as T;
  }

  /** Ends everything that runs, then the engine. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeEngine(this.home);
    rmSync(this.home.root, { recursive: true, force: true });
    rmSync(join(this.home.run, '..'), { recursive: true, force: true });
  }
}

/** The stock client: the machine's, else the one in Debian's package. */
export function dockerClient(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const installed = folders.map((folder) => join(folder, 'docker')).find((path) => existsSync(path));
  return installed ?? debianBinary('docker.io', 'usr/bin/docker', join(repository, '.cache/debian'));
}
