import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { debianBinary } from './debian-binary.ts';
import { endProcess } from './end-process.ts';

export interface Registry {
  /** `127.0.0.1:port`. */
  address: string;
  pid: number;
}

/**
 * Starts Debian's docker-registry on loopback with its content in `cache/registry`; it outlives this process. `place` is the folder
 * by which it is found again: one is started for each, which may be in networks of their own.
 */
export async function startRegistry(cache: string, place: string): Promise<Registry> {
  const running = await runningRegistry(place);
  if (running !== undefined) return running;
  const binary = debianBinary('docker-registry', 'usr/bin/docker-registry', cache);
  const address = `127.0.0.1:${await freePort()}`;
  const folder = join(cache, 'registry');
  mkdirSync(folder, { recursive: true });
  const config = join(place, 'registry.yml');
  writeFileSync(config, registryConfig(folder, address));
  const log = openSync(join(place, 'registry.log'), 'w');
  const child = spawn(binary, ['serve', config], { stdio: ['ignore', log, log], detached: true });
  child.unref();
  await answering(address, child, join(place, 'registry.log'));
  const registry = { address, pid: child.pid ?? 0 };
  writeFileSync(stateFile(place), JSON.stringify(registry));
  return registry;
}

/** Ends the registry that `startRegistry` left running, if it still does. */
export async function stopRegistry(place: string): Promise<void> {
  const running = await runningRegistry(place);
  if (running !== undefined) endProcess(running.pid);
  rmSync(stateFile(place), { force: true });
}

const stateFile = (place: string) => join(place, 'registry.json');

async function runningRegistry(place: string): Promise<Registry | undefined> {
  try {
    const registry: Registry = JSON.parse(readFileSync(stateFile(place), 'utf8'));
    const command = readFileSync(`/proc/${registry.pid}/cmdline`, 'utf8');
    return command.includes(join(place, 'registry.yml')) && (await answers(registry.address))
      ? registry
      : undefined;
  } catch {
    return undefined;
  }
}

const registryConfig = (folder: string, address: string) =>
  JSON.stringify({
    version: 0.1,
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: address },
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port for the registry');
  return address.port;
}

async function answering(address: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await answers(address))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(
        `docker-registry does not answer: ${readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''}`,
      );
    await pause(50);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
