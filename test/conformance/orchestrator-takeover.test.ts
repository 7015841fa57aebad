/**
 * A project that Docker Compose started is taken over without a container being recreated, and back. Needs a Docker Compose, see
 * orchestrator-requests.test.ts.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../support/command.ts';

const reference = process.env['COMPOSE_REFERENCE']?.split(' ') ?? [];
const seenTmp = process.env['COMPOSE_REFERENCE_TMP'] ?? tmpdir();
const main = join(import.meta.dirname, '../../src/main.ts');

const file = `
services:
  web:
    image: busybox:latest
    command: sh -c "sleep 1000"
    stop_signal: SIGKILL
    init: true
    environment: { A: "1", FROM_FILE: "$\${X}" }
    ports: ["8080", "127.0.0.1:18171:81/udp"]
    volumes: [data:/data, /anonymous, "./folder:/folder:ro"]
    networks: { default: { aliases: [www] }, back: {} }
    depends_on: { db: { condition: service_healthy }, job: { condition: service_completed_successfully } }
    secrets: [file, inline]
    configs: [{ source: conf, target: /etc/conf }]
    deploy: { resources: { limits: { memory: 64M, cpus: "0.5" } } }
    ulimits: { nofile: { soft: 100, hard: 200 } }
    extra_hosts: ["there:10.0.0.1"]
    logging: { driver: json-file, options: { max-size: 1m } }
  db:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
    scale: 2
    healthcheck: { test: "true", interval: 1s }
    restart: unless-stopped
  guest: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, network_mode: "service:db" }
  job: { image: busybox, command: "true" }
volumes: { data: { labels: { a: b } } }
networks: { back: { internal: true } }
secrets: { file: { file: ./folder/secret }, inline: { environment: HOME } }
configs: { conf: { content: "hello $$there" } }
`;

describe.skipIf(reference.length === 0)('one tool takes over what the other started', () => {
  const made = mkdtempSync(join(tmpdir(), 'orchestrator-takeover-'));
  const seen = made.replace(tmpdir(), seenTmp);
  // Absolute paths are part of the hashes: both must see the folder under one name.
  const folder = existsSync(seen) ? seen : made;
  mkdirSync(join(made, 'folder'));
  writeFileSync(join(made, 'folder/secret'), 'secret\n');
  writeFileSync(join(made, 'compose.yaml'), file);
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  const theirs = async (name: string, ...args: string[]): Promise<string> => {
    const [command = '', ...words] = reference;
    const env = { DOCKER_HOST: process.env['DOCKER_HOST']?.replace(tmpdir(), seenTmp) };
    return finish(await run(command, [...words, '-f', `${seen}/compose.yaml`, '-p', name, ...args], { env }));
  };
  const ours = async (name: string, ...args: string[]): Promise<string> =>
    finish(await run('node', [main, '-f', `${folder}/compose.yaml`, '-p', name, ...args]));
  const ids = async (name: string): Promise<string[]> =>
    (await theirs(name, 'ps', '-aq')).trim().split('\n').sort();

  test('Docker Compose first, then tutti, then Docker Compose', async () => {
    const name = 'orchtest-takeover-a';
    try {
      await theirs(name, 'up', '-d');
      const before = await ids(name);
      expect(before).toHaveLength(5);
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await theirs(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
    } finally {
      await ours(name, 'down', '-v');
    }
    expect(await ids(name)).toEqual(['']);
  });

  test('tutti first, then Docker Compose', async () => {
    const name = 'orchtest-takeover-b';
    try {
      await ours(name, 'up', '-d');
      const before = await ids(name);
      await theirs(name, 'up', '-d', '--scale', 'db=3');
      expect((await ids(name)).filter((id) => before.includes(id))).toEqual(before);
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await theirs(name, 'stop', 'web');
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
    } finally {
      await theirs(name, 'down', '-v');
    }
    expect(await ids(name)).toEqual(['']);
  });
});

function finish({
  status,
  stdout,
  stderr,
}: {
  status: number | null;
  stdout: string;
  stderr: string;
}): string {
  expect(status === 0 ? '' : stderr).toBe('');
  return stdout;
}
