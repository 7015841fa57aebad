import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eventually } from '../support/wait.ts';
import { Scenario, shownImage } from '../support/world.ts';

const home = inject('home');
let scenario: Scenario;

beforeAll(async () => {
  scenario = Scenario.create(home, 'verbs', {
    'compose.yml': `services:
  talker:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: bash -c 'for i in 1 2 3 4 5; do echo line $$i; done; echo oops; exec sleep inf'
    init: true
  web: { image: "redis:6.0-alpine", ports: ["127.0.0.1:16390:6379"] }
`,
  });
  await scenario.succeeds(['up', '-d']);
  await eventually(async () => expect(await scenario.succeeds(['logs', 'talker'])).toContain('oops'));
});

afterAll(async () => {
  await scenario[Symbol.asyncDispose]();
});

const states = async () =>
  (await scenario.succeeds(['ps', '-a', '--format', '{{.Service}} {{.State}}'])).trim().split('\n');

test('ps: the table, JSON, quiet, services, filters', async () => {
  const table = await scenario.succeeds(['ps']);
  expect(table.split('\n')[0]).toMatch(/^NAME +IMAGE +COMMAND +SERVICE +CREATED +STATUS +PORTS$/);
  const row = table.split('\n').find((line) => line.startsWith('verbs-web-1 ')) ?? '';
  expect(row.split(/ {2,}/).slice(1, 4)).toEqual([
    shownImage(home, 'redis:6.0-alpine'),
    // Podman's list has the command without the entrypoint.
    home.engine === 'podman' ? '"redis-server"' : '"docker-entrypoint.s…"',
    'web',
  ]);
  expect(row).toMatch(/ web +\S.* ago +Up .* +127\.0\.0\.1:16390->6379\/tcp$/);
  const rows = (await scenario.succeeds(['ps', '--format', 'json']))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map((row) => row.Service)).toEqual(['talker', 'web']);
  expect(rows[1].Publishers).toEqual([
    { URL: '127.0.0.1', TargetPort: 6379, PublishedPort: 16390, Protocol: 'tcp' },
  ]);
  expect(await scenario.succeeds(['ps', '-q', 'web'])).toMatch(/^[0-9a-f]{64}\n$/);
  expect(await scenario.succeeds(['ps', '--services'])).toBe('talker\nweb\n');
  expect(await scenario.succeeds(['ps', '-q', '--status', 'exited'])).toBe('');
  const mistyped = await scenario.tutti(['ps', '-q', '--status', 'runing']);
  expect([mistyped.status, mistyped.stdout]).toEqual([0, '']);
  expect(mistyped.stderr).toContain('no container is ever \\"runing\\", did you mean running?');
});

test('logs: tail, timestamps, since, no prefix, follow', async () => {
  expect(await scenario.succeeds(['logs', '--no-log-prefix', '--tail', '2', 'talker'])).toBe(
    'line 5\noops\n',
  );
  expect(await scenario.succeeds(['logs', '-t', '--tail', '1', 'talker'])).toMatch(
    /^talker-1 +\| \d{4}-\d\d-\d\dT[\d:.]+Z oops\n$/,
  );
  expect(await scenario.succeeds(['logs', '--since', '2099-01-01', 'talker'])).toBe('');
  expect(await scenario.succeeds(['logs', '--since', '1h', '--no-log-prefix', 'talker'])).toContain(
    'line 1\n',
  );
  await using terminal = scenario.terminal(['logs', '-f', 'talker', '--tail', '1']);
  await terminal.shows(/talker-1 +\| oops/);
  terminal.type('\u0003');
  expect(await terminal.ends()).toBe(130);
});

test('stop, start, restart, kill', async () => {
  await scenario.succeeds(['stop', '-t', '1', 'web']);
  expect(await states()).toEqual(['talker running', 'web exited']);
  await scenario.succeeds(['start', 'web']);
  const before = await scenario.succeeds([
    'exec',
    '-T',
    'web',
    'cat',
    '/proc/sys/kernel/random/boot_id',
    '/proc/1/stat',
  ]);
  await scenario.succeeds(['restart', '-t', '1', 'web']);
  expect(
    await scenario.succeeds(['exec', '-T', 'web', 'cat', '/proc/sys/kernel/random/boot_id', '/proc/1/stat']),
  ).not.toBe(before);
  await scenario.succeeds(['kill', '-s', 'SIGKILL', 'web']);
  await eventually(async () =>
    expect(await scenario.succeeds(['ps', '-a', '--format', '{{.ExitCode}}', 'web'])).toBe('137\n'),
  );
  await scenario.succeeds(['up', '-d']);
});

test('rm asks, -f does not, a running container is left alone', async () => {
  expect((await scenario.tutti(['rm', '-f', 'web'])).stderr).toContain('No stopped containers');
  await scenario.succeeds(['stop', '-t', '1', 'web']);
  const asked = await scenario.tutti(['rm', 'web'], { input: 'n\n' });
  expect(asked.stdout + asked.stderr).toContain('Going to remove verbs-web-1');
  expect(await states()).toContain('web exited');
  await scenario.succeeds(['rm', '-f', 'web']);
  expect(await states()).toEqual(['talker running']);
  await scenario.succeeds(['up', '-d']);
});

test('top, port, images, ls, version', async () => {
  expect(await scenario.succeeds(['top', 'talker'])).toMatch(
    /SERVICE +# +UID +PID +PPID +C +STIME +TTY +TIME +CMD\ntalker +1 .*sleep inf/,
  );
  expect(await scenario.succeeds(['port', 'web', '6379'])).toBe('127.0.0.1:16390\n');
  const images = await scenario.succeeds(['images']);
  expect(images).toMatch(/CONTAINER +REPOSITORY +TAG +PLATFORM +IMAGE ID +SIZE +CREATED\n/);
  expect(images).toMatch(/^verbs-talker-1 +redis +6\.0-alpine +linux\/amd64 +[0-9a-f]{12} +\S+ +\S.* ago$/m);
  expect(images).not.toContain('years ago');
  expect(await scenario.succeeds(['ls'])).toMatch(
    /NAME +STATUS +CONFIG FILES\n(.*\n)*verbs +running\(2\) +.*\/compose\.yml/,
  );
  expect(await scenario.succeeds(['version', '--short'])).toMatch(/^v?\d+\.\d+\.\d+\n$/);
});

test('up again changes nothing; --force-recreate replaces; --no-deps and a service name do just that', async () => {
  const ids = await scenario.succeeds(['ps', '-q']);
  const { stderr } = await scenario.tutti(['up', '-d']);
  expect(stderr).toMatch(/Container verbs-web-1 +Running/);
  expect(await scenario.succeeds(['ps', '-q'])).toBe(ids);
  const talker = await scenario.succeeds(['ps', '-q', 'talker']);
  await scenario.succeeds(['up', '-d', '--force-recreate', '--no-deps', 'web']);
  expect(await scenario.succeeds(['ps', '-q', 'talker'])).toBe(talker);
  expect(await scenario.succeeds(['ps', '-q'])).not.toBe(ids);
});

test('-f twice, -p, --project-directory, --env-file, a project found from a folder below', async () => {
  await using project = Scenario.create(home, 'found', {
    'docker-compose.yml': 'services: { a: { image: "redis:${TAG:-none}", environment: { ONE: 1 } } }\n',
    'more.yml': 'services: { a: { environment: { TWO: 2 } } }\n',
    'tags.env': 'TAG=6.0-alpine\n',
    'below/deep/.keep': '',
  });
  const files = ['-f', 'docker-compose.yml', '-f', 'more.yml', '--env-file', 'tags.env'];
  const config = JSON.parse(await project.succeeds([...files, '-p', 'other', 'config', '--format', 'json']));
  expect(config).toMatchObject({
    name: 'other',
    services: { a: { image: 'redis:6.0-alpine', environment: { ONE: '1', TWO: '2' } } },
  });
  const below = JSON.parse(
    await project.succeeds(['config', '--format', 'json'], { cwd: `${project.folder}/below/deep` }),
  );
  expect(below).toMatchObject({ name: 'found', services: { a: { image: 'redis:none' } } });
  const elsewhere = ['--project-directory', project.folder, '-f', `${project.folder}/docker-compose.yml`];
  expect(
    JSON.parse(await project.succeeds([...elsewhere, 'config', '--format', 'json'], { cwd: '/' })).name,
  ).toBe('found');
});

test('system df and system info', async () => {
  expect(await scenario.succeeds(['system', 'df'])).toMatch(
    /TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE\nImages +\d+ +\d+ .*\nContainers +\d+ +\d+ .*\nLocal Volumes .*\nBuild Cache /,
  );
  const info = await scenario.succeeds(['system', 'info']);
  expect(info).toMatch(/Storage Driver: overlay/);
  expect(info).toMatch(/Cgroup Version: [12]/);
});

test('--help of every command names the command, says what it does, and exits with 0', async () => {
  const all = await scenario.succeeds(['--help']);
  const commands = [...all.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1] ?? '');
  expect(commands.length).toBeGreaterThan(25);
  for (const command of commands) {
    const help = await scenario.succeeds([command, '--help']);
    expect(help, command).toMatch(new RegExp(`^Usage: +.*\\b${command}\\b`));
  }
});
