/** A project that Docker Compose started is taken over without a container being recreated, and back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { neededCompose } from '../support/docker-compose.ts';

const [compose = '', ...composeArgs] = neededCompose();
const main = join(import.meta.dirname, '../../src/main.ts');

const oneFile = `
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

const base = `
services:
  built:
    build: { context: ./app, target: chosen, args: { WORD: told }, labels: { kept: "yes" } }
    command: sleep 1000
    stop_signal: SIGKILL
    env_file: [one.env, { path: none.env, required: false }]
    volumes: [{ type: volume, source: named, target: /named, volume: { nocopy: true } }, { type: tmpfs, target: /t }]
    networks: { front: { ipv4_address: 10.233.7.9, aliases: [app] } }
  other:
    image: takeover-other
    build: { context: ., dockerfile: other.Dockerfile }
    command: sleep 1000
    stop_signal: SIGKILL
    depends_on: [built]
  many: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, deploy: { replicas: 3 } }
volumes:
  named: { name: takeover-named, driver_opts: { type: tmpfs, device: tmpfs, o: size=1m } }
networks:
  front: { driver: bridge, ipam: { config: [{ subnet: 10.233.7.0/24, gateway: 10.233.7.1 }] }, labels: { l: "1" } }
configs: { told: { file: ./one.env }, worded: { environment: WORD } }
`;

const override = `
services:
  built:
    environment: { OVER: "true" }
    labels: { over: written }
    configs: [told, { source: worded, target: /word, mode: 0400, uid: "5" }]
    cap_add: [NET_ADMIN]
    sysctls: { net.core.somaxconn: 777 }
    tmpfs: /scratch
    mem_limit: 32m
    pids_limit: 50
  many: !override { image: busybox, command: sleep 2000, stop_signal: SIGKILL, scale: 2, hostname: many, domainname: example }
  tool: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, profiles: [extra], network_mode: none }
`;

/** Each with the words that choose its files, and how many containers it has. */
const projects = [
  { name: 'one', files: { 'compose.yaml': oneFile }, words: [], count: 5, more: ['db', 3] },
  {
    name: 'several',
    files: {
      'compose.yaml': base,
      'more.yaml': override,
      'one.env': 'FROM_FILE=1\n',
      'other.Dockerfile': 'FROM busybox\nRUN echo other > /word\n',
      'app/Dockerfile':
        'FROM busybox AS chosen\nARG WORD=none\nRUN echo $WORD > /word\nFROM chosen\nRUN exit 1\n',
    },
    words: ['-f', 'more.yaml', '--profile', 'extra'],
    count: 5,
    more: ['many', 4],
  },
] as const;

describe.each(projects)('one tool takes over what the other started: $name', (project) => {
  const folder = mkdtempSync(join(tmpdir(), 'takeover-'));
  const files = { ...project.files, 'folder/secret': 'secret\n' };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const words = (name: string): string[] => {
    const chosen = project.words.map((word) => (word.endsWith('.yaml') ? `${folder}/${word}` : word));
    return ['-f', `${folder}/compose.yaml`, ...chosen, '-p', name];
  };
  const env = { WORD: 'from the environment' };
  const theirs = async (name: string, ...args: string[]): Promise<string> =>
    finish(await run(compose, [...composeArgs, ...words(name), ...args], { env }));
  const ours = async (name: string, ...args: string[]): Promise<string> =>
    finish(await run('node', [main, ...words(name), ...args], { env }));
  const ids = async (name: string): Promise<string[]> =>
    (await theirs(name, 'ps', '-aq')).trim().split('\n').sort();
  const scaled = `${project.more[0]}=${project.more[1]}`;

  test('Docker Compose first, then tutti, then Docker Compose', async () => {
    const name = `orchtest-takeover-${project.name}-a`;
    try {
      await theirs(name, 'up', '-d');
      const before = await ids(name);
      expect(before).toHaveLength(project.count);
      expect(await ours(name, 'plan')).not.toMatch(/(create|remove) (container|network|volume)/);
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await theirs(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await ours(name, 'up', '-d', '--scale', scaled);
      expect((await ids(name)).filter((id) => before.includes(id))).toEqual(before);
      await theirs(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
    } finally {
      await ours(name, 'down', '-v', '--rmi', 'local');
    }
    expect(await ids(name)).toEqual(['']);
  });

  test('tutti first, then Docker Compose', async () => {
    const name = `orchtest-takeover-${project.name}-b`;
    try {
      await ours(name, 'up', '-d');
      const before = await ids(name);
      await theirs(name, 'up', '-d', '--scale', scaled);
      expect((await ids(name)).filter((id) => before.includes(id))).toEqual(before);
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await theirs(name, 'stop');
      await ours(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
      await ours(name, 'restart', '-t', '0');
      await theirs(name, 'up', '-d');
      expect(await ids(name)).toEqual(before);
    } finally {
      await theirs(name, 'down', '-v', '--rmi', 'local');
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
