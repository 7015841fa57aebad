/**
 * A project that goes back and forth between Docker Compose and tutti while it changes: what one made, the other finds, changes and
 * removes as if it were its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContainerInspect, ContainerSummary } from '../../src/engine-api/index.ts';
import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import { run } from '../support/command.ts';
import { neededCompose } from '../support/docker-compose.ts';
import { tuttiCommand } from '../support/world.ts';

const reference = neededCompose();
const project = 'takeover-changes';

const file = `
services:
  app:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
    environment: { A: one }
    depends_on: { db: { condition: service_started, restart: true } }
    volumes: [/anonymous, "shared:/shared", "sized:/sized"]
    networks: { outside: {}, ranged: { ipv4_address: 10.233.9.130, aliases: [www] } }
    secrets: [{ source: told, target: word, mode: 0400 }]
    configs: [{ source: text, target: /etc/text }]
  db: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, networks: [ranged], environment: { B: one } }
  many: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, scale: 3, network_mode: none }
  tool: { image: busybox, command: sleep 1000, stop_signal: SIGKILL, profiles: [extra], networks: [ranged] }
networks:
  outside: { external: true, name: ${project}-outside }
  ranged:
    driver_opts: { com.docker.network.bridge.name: takeover0 }
    ipam:
      driver: default
      config: [{ subnet: 10.233.9.0/24, ip_range: 10.233.9.128/25, gateway: 10.233.9.1, aux_addresses: { kept: 10.233.9.131 } }]
volumes:
  shared: { external: true, name: ${project}-shared }
  sized: { driver: local, driver_opts: { type: tmpfs, device: tmpfs, o: "size=1m,uid=7" }, labels: { l: "1" } }
secrets: { told: { environment: WORD } }
configs: { text: { content: "text of \${WORD}" } }
`;

type Tool = (...args: string[]) => Promise<string>;

describe('one tool goes on where the other stopped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'takeover-'));
  let client: EngineClient;
  const write = (text: string): void => writeFileSync(join(folder, 'compose.yaml'), text);

  const call = async (command: readonly string[], args: string[]): Promise<string> => {
    const options = { cwd: folder, env: { WORD: 'word' }, timeout: 60_000 };
    const [program = '', ...rest] = command;
    const { status, stdout, stderr } = await run(program, [...rest, '-p', project, ...args], options);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  const theirs: Tool = (...args) => call(reference, args);
  const ours: Tool = (...args) => call([tuttiCommand], args);

  const list = async (): Promise<ContainerSummary[]> => {
    const filters = { label: [`com.docker.compose.project=${project}`] };
    return client.json({ method: 'GET', path: '/containers/json', query: { all: true, filters } });
  };
  const ids = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await list()).map(({ Id, Names }) => [Names[0]?.replace(`/${project}-`, ''), Id]));
  const inspect = (name: string): Promise<ContainerInspect> =>
    client.json({ method: 'GET', path: `/containers/${project}-${name}/json` });
  const anonymous = async (): Promise<string | undefined> =>
    (await inspect('app-1')).Mounts.find(({ Destination }) => Destination === '/anonymous')?.Name;

  beforeAll(async () => {
    client = await connectEngine({ env: process.env });
    await client.json({ method: 'POST', path: '/networks/create', body: { Name: `${project}-outside` } });
    await client.json({ method: 'POST', path: '/volumes/create', body: { Name: `${project}-shared` } });
  });
  beforeEach(() => write(file));
  afterEach(async () => void (await ours('--profile', 'extra', 'down', '-v', '-t', '0', '--remove-orphans')));
  afterAll(async () => {
    await client.json({ method: 'DELETE', path: `/networks/${project}-outside` });
    await client.json({ method: 'DELETE', path: `/volumes/${project}-shared` });
    client.close();
    rmSync(folder, { recursive: true });
  });

  const pairs = [
    { name: 'Docker Compose, then tutti', first: theirs, second: ours },
    { name: 'tutti, then Docker Compose', first: ours, second: theirs },
  ];
  describe.each(pairs)('$name', ({ first, second }) => {
    test('everything stays as it is; so it does with a profile and another scale', async () => {
      await first('--profile', 'extra', 'up', '-d');
      const before = await ids();
      expect(Object.keys(before).sort()).toEqual(['app-1', 'db-1', 'many-1', 'many-2', 'many-3', 'tool-1']);
      await second('--profile', 'extra', 'up', '-d');
      expect(await ids()).toEqual(before);
      await second('up', '-d', '--scale', 'many=2');
      const { 'many-3': _gone, ...rest } = before;
      expect(await ids()).toEqual(rest);
      await first('--profile', 'extra', 'up', '-d', '--scale', 'many=2');
      expect(await ids()).toEqual(rest);
    });

    test('a changed service is recreated, keeps its anonymous volume, and restarts what depends on it', async () => {
      await first('up', '-d');
      const before = await ids();
      const [volume, started] = [await anonymous(), (await inspect('app-1')).State.StartedAt];
      write(file.replace('B: one', 'B: two'));
      await second('up', '-d');
      const { 'db-1': changed, ...rest } = await ids();
      expect(changed).not.toBe(before['db-1']);
      expect(rest).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'db-1')));
      expect((await inspect('app-1')).State.StartedAt).not.toBe(started);
      write(file.replace('A: one', 'A: two'));
      await first('up', '-d');
      expect((await ids())['app-1']).not.toBe(before['app-1']);
      expect(await anonymous()).toBe(volume);
    });

    test('one-off containers are left alone, and go with orphans when they have ended', async () => {
      await first('up', '-d');
      await first('run', '-d', '--no-deps', '--name', `${project}-once`, 'db', 'sleep', '1000');
      const before = await ids();
      await second('up', '-d');
      expect(await ids()).toEqual(before);
      expect((await second('ps', '-aq')).trim().split('\n').sort()).toEqual(
        (await first('ps', '-aq')).trim().split('\n').sort(),
      );
      await second('down', '-t', '0');
      expect(Object.keys(await ids())).toEqual(['once']);
      await second('down', '-t', '0', '--remove-orphans');
      expect(Object.keys(await ids())).toEqual(['once']);
      await client.json({ method: 'POST', path: `/containers/${project}-once/stop`, query: { t: 0 } });
      await second('down', '-v', '-t', '0', '--remove-orphans');
      expect(await ids()).toEqual({});
    });

    test('orphans are left, and removed when that is asked for', async () => {
      await first('up', '-d');
      write(file.replace('  many:', '  few:').replace('scale: 3', 'scale: 1'));
      await second('up', '-d');
      expect(Object.keys(await ids()).sort()).toEqual([
        'app-1',
        'db-1',
        'few-1',
        'many-1',
        'many-2',
        'many-3',
      ]);
      await second('up', '-d', '--remove-orphans');
      expect(Object.keys(await ids()).sort()).toEqual(['app-1', 'db-1', 'few-1']);
    });

    test('what is stopped is started, what is removed is made, and external things stay', async () => {
      await first('up', '-d');
      const before = await ids();
      await first('stop', '-t', '0', 'app');
      await first('rm', '-f', '-s', 'many');
      await second('up', '-d');
      const after = await ids();
      expect([after['app-1'], after['db-1']]).toEqual([before['app-1'], before['db-1']]);
      expect(Object.keys(after)).toHaveLength(5);
      await second('down', '-v', '-t', '0');
      const left = async (path: string) => client.json<{ Name: string }>({ method: 'GET', path });
      expect((await left(`/networks/${project}-outside`)).Name).toBe(`${project}-outside`);
      expect((await left(`/volumes/${project}-shared`)).Name).toBe(`${project}-shared`);
    });
  });
});
