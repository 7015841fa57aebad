/**
 * Which containers `up -d` keeps, restarts, recreates and removes after a change, by Docker Compose and by tutti. What Docker Compose
 * 2.40.3 does is kept in `cases/recreate-reasons/expected`; see cli-compare.test.ts for running beside it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerInspect, ContainerSummary } from '../../src/engine-api/index.ts';
import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import { ApiEngine } from '../support/api-engine.ts';
import { run } from '../support/command.ts';
import { givenCompose, leaveOutOtherVersions } from '../support/docker-compose.ts';
import { tuttiCommand } from '../support/world.ts';

/** Each of the two tools has a tag of its own. */
const image = 'image: "${COMPOSE_PROJECT_NAME}-base"';

const base = `
services:
  app:
    ${image}
    command: sleep 1000
    stop_signal: SIGKILL
    environment: { A: one }
    env_file: app.env
    networks: { default: {}, back: {} }
    volumes: [data:/data, /anonymous]
    configs: [inline, filed]
  follows:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
    depends_on: { app: { condition: service_started, restart: true } }
  waits:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
    depends_on: [app]
  shares: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, network_mode: "service:app" }
  many: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, scale: 2 }
networks: { back: { labels: { l: "1" } }, spare: {} }
volumes: { data: {} }
configs: { inline: { content: first }, filed: { file: ./app.conf } }
`;

interface Change {
  name: string;
  /** In the file. */
  from?: string;
  to?: string;
  /** Other files, by name. */
  files?: Record<string, string>;
  /** Done to the engine by hand before `up`. */
  byHand?: (engine: EngineClient, project: string) => Promise<unknown>;
  /** What tutti does instead, see docs/compat.md. */
  onPurpose?: string;
  /** Added to `up -d`. */
  flags?: string[];
}

const act =
  (path: (project: string) => string, method: 'POST' | 'DELETE' = 'POST', body?: unknown) =>
  (engine: EngineClient, project: string) =>
    engine.json({ method, path: path(project), ...(body === undefined ? {} : { body }) });
const env = { from: 'A: one', to: 'A: two' };
const service = (name: string, attributes: string) => ({
  from: `  ${name}:\n    image`,
  to: `  ${name}:\n    ${attributes}\n    image`,
});

/** Docker Compose makes the network anew, but connects containers without their names on it. */
const newNetwork = 'app-1 new, follows-1 restarted, many-1 kept, many-2 kept, shares-1 new, waits-1 kept';

const changes: Change[] = [
  { name: 'nothing' },
  {
    name: 'a comment, the order of keys',
    from: `    ${image}\n    command: sleep 1000`,
    to: `    # more\n    command: sleep 1000\n    ${image}`,
  },
  { name: 'a variable', ...env },
  { name: 'a variable, another service named', ...env, flags: ['many'] },
  { name: 'a variable, one that depends on it named', ...env, flags: ['waits'] },
  { name: 'a variable, --no-deps', ...env, flags: ['--no-deps', 'waits'] },
  { name: 'a variable, --no-recreate', ...env, flags: ['--no-recreate'] },
  { name: 'a variable, --scale', ...env, flags: ['--scale', 'many=3'] },
  { name: 'a variable of env_file', files: { 'app.env': 'B=two\n' } },
  { name: 'a label', ...service('app', 'labels: { l: new }') },
  { name: 'a health check', ...service('app', 'healthcheck: { test: "true" }') },
  { name: 'a limit', ...service('app', 'mem_limit: 64m') },
  { name: 'a port', ...service('app', 'ports: ["127.0.0.1::80"]') },
  { name: 'restart policy', ...service('waits', 'restart: always') },
  { name: 'depends_on', from: 'depends_on: [app]', to: 'depends_on: [app, many]' },
  { name: 'depends_on with restart', from: 'restart: true', to: 'restart: false' },
  { name: 'profiles', ...service('waits', 'profiles: [extra]') },
  { name: 'pull_policy', ...service('waits', 'pull_policy: never') },
  { name: 'build', ...service('waits', 'build: { dockerfile_inline: FROM busybox }') },
  { name: 'an extension', ...service('waits', 'x-note: new') },
  { name: 'container_name', ...service('waits', 'container_name: ${COMPOSE_PROJECT_NAME}-named') },
  { name: 'hooks', ...service('waits', 'post_start: [{ command: "true" }]') },
  { name: 'develop', ...service('waits', 'develop: { watch: [{ path: ., action: restart }] }') },
  { name: 'content of a config', from: 'content: first', to: 'content: second' },
  { name: 'the file of a config', files: { 'app.conf': 'second\n' } },
  {
    name: 'a network more',
    from: 'networks: { default: {}, back: {} }',
    to: 'networks: { default: {}, back: {}, spare: {} }',
  },
  { name: 'a network less', from: 'networks: { default: {}, back: {} }', to: 'networks: { default: {} }' },
  { name: 'an alias', from: 'back: {} }\n    volumes', to: 'back: { aliases: [www] } }\n    volumes' },
  { name: 'a label of a network', from: 'l: "1"', to: 'l: "2"', onPurpose: newNetwork },
  { name: 'a volume more', from: 'data:/data,', to: 'data:/data, data:/more,' },
  { name: 'a label of a volume', from: 'data: {} }', to: 'data: { labels: { l: new } } }', flags: ['--yes'] },
  { name: 'an anonymous volume less', from: ', /anonymous', to: '' },
  { name: 'scale up', from: 'scale: 2', to: 'scale: 3' },
  { name: 'scale down', from: 'scale: 2', to: 'scale: 1' },
  { name: 'a service less', from: '  many: {', to: '  other: {' },
  {
    name: 'a service less, --remove-orphans',
    from: '  many: {',
    to: '  other: {',
    flags: ['--remove-orphans'],
  },
  { name: '--force-recreate', flags: ['--force-recreate'] },
  { name: '--force-recreate of one', flags: ['--force-recreate', 'app'] },
  { name: '--force-recreate --no-deps of one', flags: ['--force-recreate', '--no-deps', 'waits'] },
  { name: '--always-recreate-deps', flags: ['--always-recreate-deps', 'waits'] },
  { name: '--renew-anon-volumes', flags: ['--renew-anon-volumes'] },
  {
    name: 'another image under the tag',
    byHand: act((project) => `/images/recreate-other/tag?repo=${project}-base&tag=latest`),
  },
  { name: 'one stopped', byHand: act((project) => `/containers/${project}-app-1/stop`) },
  { name: 'one removed', byHand: act((project) => `/containers/${project}-app-1?force=1`, 'DELETE') },
  {
    name: 'the first of two removed',
    byHand: act((project) => `/containers/${project}-many-1?force=1`, 'DELETE'),
  },
  {
    name: 'one disconnected from a network',
    byHand: (engine, project) =>
      act(() => `/networks/${project}_back/disconnect`, 'POST', { Container: `${project}-app-1` })(
        engine,
        project,
      ),
  },
];

const kept = join(import.meta.dirname, 'cases/recreate-reasons/expected');
const expected = new Map(
  givenCompose === undefined
    ? readFileSync(kept, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(': ') as [string, string])
    : [],
);
let engine: ApiEngine | undefined;
let client: EngineClient;

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

beforeAll(async () => {
  if (givenCompose === undefined) engine = await ApiEngine.start();
  const host = engine === undefined ? process.env['DOCKER_HOST'] : `unix://${engine.socket}`;
  client = await connectEngine({ env: { DOCKER_HOST: host } });
  const { Id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    body: { Image: 'busybox', Cmd: ['true'] },
  });
  await client.json({ method: 'POST', path: `/containers/${Id}/start` });
  await client.json({ method: 'POST', path: `/containers/${Id}/wait` });
  const query = { container: Id, repo: 'recreate-other', changes: 'LABEL other=1' };
  await client.json({ method: 'POST', path: '/commit', query, body: {} });
  await client.json({ method: 'DELETE', path: `/containers/${Id}` });
});
afterAll(async () => {
  for (const { folder } of tools) rmSync(folder, { recursive: true });
  for (const name of ['recreate-other', ...tools.map(({ project }) => `${project}-base`)])
    await client.json({ method: 'DELETE', path: `/images/${name}`, query: { force: true } });
  client.close();
  await engine?.[Symbol.asyncDispose]();
});

interface Tool {
  command: string;
  args: string[];
  project: string;
  folder: string;
}

const tool = (project: string, [command = '', ...args]: readonly string[]): Tool => ({
  command,
  args,
  project,
  folder: mkdtempSync(join(tmpdir(), 'recreate-')),
});
const ours = tool('recreate-ours', [tuttiCommand]);
const theirs = givenCompose && tool('recreate-theirs', givenCompose);
const tools = [ours, ...(theirs === undefined ? [] : [theirs])];

async function compose({ command, folder, ...tool }: Tool, ...args: string[]): Promise<void> {
  const DOCKER_HOST = client.address;
  const options = { cwd: folder, env: { DOCKER_HOST, COMPOSE_AUTOBUILD: '0' }, timeout: 60_000 };
  const finished = await run(command, [...tool.args, '-p', tool.project, ...args], options);
  expect(finished.status, finished.stderr).toBe(0);
}

/** Container's name → its id and the time of its start. */
async function look(project: string): Promise<Map<string, { id: string; started: string }>> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const list = await client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true, filters },
  });
  const seen = list.map(async ({ Id, Names }) => {
    const { State } = await client.json<ContainerInspect>({ method: 'GET', path: `/containers/${Id}/json` });
    return [Names[0]?.replace(`/${project}-`, '') ?? '', { id: Id, started: State.StartedAt }] as const;
  });
  return new Map((await Promise.all(seen)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `app-1 new, many-1 kept, …` */
async function fateOf(of: Tool, change: Change): Promise<string> {
  const { project, folder } = of;
  await client.json({
    method: 'POST',
    path: '/images/busybox/tag',
    query: { repo: `${project}-base`, tag: 'latest' },
  });
  write(folder, { 'compose.yaml': base, 'app.env': 'B=one\n', 'app.conf': 'first\n' });
  try {
    await compose(of, 'up', '-d');
    const before = await look(project);
    const { from = '', to = '' } = change;
    expect(base).toContain(from);
    write(folder, { 'compose.yaml': base.replace(from, to), ...change.files });
    await change.byHand?.(client, project);
    await compose(of, 'up', '-d', ...(change.flags ?? []));
    return fates(before, await look(project));
  } finally {
    await compose(of, 'down', '-v', '-t', '0', '--remove-orphans');
  }
}

function fates(before: Awaited<ReturnType<typeof look>>, after: Awaited<ReturnType<typeof look>>): string {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((name) => `${name} ${fate(before.get(name), after.get(name))}`).join(', ');
}

type Seen = { id: string; started: string } | undefined;

function fate(before: Seen, after: Seen): string {
  if (after === undefined) return 'gone';
  if (after.id !== before?.id) return 'new';
  return after.started === before.started ? 'kept' : 'restarted';
}

describe('up -d after a change of', () => {
  test.each(changes)('$name', async (change) => {
    const [own, other] = await Promise.all([fateOf(ours, change), theirs && fateOf(theirs, change)]);
    if (other !== undefined) expected.set(change.name, other);
    expect(own).toBe(change.onPurpose ?? expected.get(change.name));
  });

  if (givenCompose !== undefined)
    test('what is kept is what Docker Compose does', async ({ skip }) => {
      await leaveOutOtherVersions(skip);
      const lines = [...expected].map(([name, fate]) => `${name}: ${fate}\n`);
      await expect(lines.join('')).toMatchFileSnapshot(kept);
    });
});
