/** A real registry (Debian's `docker-registry`) on loopback, for one test file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianBinary } from '../../scripts/standins/debian-binary.ts';

export interface RegistryOptions {
  /** YAML below the key `auth:`; without it anybody may read and write. */
  auth?: (folder: string) => string;
  /** The address to listen on; loopback when absent. */
  address?: string;
  /** Files with certificate and key: HTTPS then. */
  tls?: { certificate: string; key: string };
}

export interface TestRegistry {
  /** `127.0.0.1:port`. */
  host: string;
  stop(): Promise<void>;
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const cache = join(import.meta.dirname, '../../.cache/stand-ins');

/** Resolves when it answers. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const { auth, address = '127.0.0.1', tls } = options;
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const port = await freePort();
  const config = join(folder, 'config.yml');
  const authentication = auth ? `auth:\n${auth(folder)}\n` : '';
  writeFileSync(
    config,
    `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: ${join(folder, 'data')} }
  delete: { enabled: true }
http:
  addr: "${address}:${port}"
${tls ? `  tls: { certificate: ${tls.certificate}, key: ${tls.key} }` : ''}
${authentication}`,
  );
  const child = spawn(debianBinary('docker-registry', 'usr/bin/docker-registry', cache), ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const host = `${address}:${port}`;
  const failed = once(child, 'exit').then(() => {
    throw new Error(`docker-registry ended: ${complaints}`);
  });
  failed.catch(() => undefined);
  await Promise.race([listening(address, port), failed]);
  return { host, stop };
}

/** Each refused connection ends at once, so this only spins while the process starts. */
export async function listening(address: string, port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, address);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
  }
}
