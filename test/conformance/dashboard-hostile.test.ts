/** No container reaches the dashboard, and what comes from containers stays data. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SHELL_PATH, UPLOAD_HEADER, UPLOAD_PATH } from '../../src/dashboard-api/index.ts';
import { registry } from '../../src/dashboard-server/subjects.ts';
import { askHttp, DashboardClient } from '../support/dashboard-client.ts';
import { sharedDashboard } from '../support/test-dashboard.ts';

const world = sharedDashboard();

test('a container does not reach it over its bridge', async () => {
  const gateway = await world().engine.docker([
    'run',
    '--rm',
    'busybox',
    'sh',
    '-c',
    "ip route | awk '/default/ {print $3}'",
  ]);
  expect(gateway).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  const port = String(world().port);
  const connect = `echo | nc -w 2 "$0" ${port} && echo reached`;
  const bridged = await world().engine.tryDocker(['run', '--rm', 'busybox', 'sh', '-c', connect, gateway]);
  expect(bridged.stdout).not.toContain('reached');
  // In the machine's own network the same words reach it: the check can fail.
  const shared = await world().engine.tryDocker([
    'run',
    '--rm',
    '--network',
    'host',
    'busybox',
    'sh',
    '-c',
    connect,
    '127.0.0.1',
  ]);
  expect(shared.stdout).toContain('reached');
});

describe('hostile content', () => {
  const hostile = `<img src=x onerror=alert(1)>\u001b]52;c;ZXZpbA==\u0007\u202e\u2028"'\\$(id)`;

  test('labels, variables and projects come as they are', async () => {
    const long = 'x'.repeat(1_000_000);
    const labels = {
      'com.docker.compose.project': hostile,
      'com.docker.compose.service': hostile,
      'com.docker.compose.config-hash': 'x',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.project.config_files': hostile,
      'com.docker.compose.project.working_dir': hostile,
      note: hostile,
      long,
    };
    const Env = [`NOTE=${hostile}`];
    const created = await world().engine.ask('POST', '/containers/create?name=hostile', {
      Image: 'busybox',
      Cmd: ['sleep', '1000'],
      Labels: labels,
      Env,
    });
    expect(created.status).toBe(201);
    const home = await world().page.first('home', {}, ({ projects }) => projects.length > 0);
    expect(home.projects).toMatchObject([{ name: hostile, files: [hostile], filesFound: false }]);
    const { inspect, brief } = await world().page.first('container', { container: 'hostile' });
    expect(brief).toMatchObject({ project: hostile, service: hostile });
    expect(inspect.Config.Labels).toEqual(labels);
    expect(inspect.Config.Env).toContain(Env[0]);
    const { services, source } = await world().page.first('project', { project: hostile });
    expect(services.map(({ name }) => name)).toEqual([hostile]);
    expect(source.problem).toContain('not on this machine');
    // No words of it become words of the command line.
    const { command } = await world().page.call('change.plan', {
      change: { kind: 'start', project: hostile },
    });
    expect(command).toMatch(/^tutti -p \$'[^\n\u001b\u202e\u2028]*' start$/);
  });

  test('builds come as they are, and none is asked for by a path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-hostile-'));
    writeFileSync(join(folder, 'Dockerfile'), `FROM busybox\nRUN exit 3\n`);
    const label = `com.docker.compose.project=${hostile}`;
    const built = await world().engine.tryDocker(['build', '--label', label, folder]);
    rmSync(folder, { recursive: true });
    expect(built.status).not.toBe(0);
    const { builds, all } = await world().page.first('builds', {}, ({ builds: rows }) => rows.length > 0);
    expect([all, builds[0]?.project, builds[0]?.state]).toEqual([true, hostile, 'failed']);
    for (const build of ['../containers/json?all=1#', '..', 'a/b', '%2e%2e', ''])
      await expect(world().page.first('build-output', { build })).rejects.toThrow('bad-parameters');
  });

  test('names of files come as they are; paths do not lead out', async () => {
    const script = 'touch "$0"; ln -s / up; ln -s ../../../../etc/passwd link; echo inside > /etc/marker';
    await world().engine.docker([
      'run',
      '--name',
      'files',
      '-w',
      '/work',
      'busybox',
      'sh',
      '-c',
      script,
      'a <b>\u202e\n\u001b[31m',
    ]);
    const of = { container: 'files' };
    const { entries, path } = await world().page.call('files.list', { of, path: '/work/../../work/.' });
    expect(path).toBe('/work');
    expect(entries.map(({ name, kind, target }) => [name, kind, target])).toEqual(
      expect.arrayContaining([
        ['a <b>\u202e\n\u001b[31m', 'file', undefined],
        ['up', 'link', '/'],
        ['link', 'link', '../../../../etc/passwd'],
      ]),
    );
    await expect(world().page.call('files.list', { of, path: '/work/up' })).rejects.toThrow('is-a-link');
    // Through the link to the root: the container's root, not the machine's.
    expect(await world().page.call('files.view', { of, path: '/work/up/etc/marker' })).toMatchObject({
      text: 'inside\n',
    });
    await expect(world().page.call('files.view', { of, path: '/work/up/etc/os-release' })).rejects.toThrow(
      'no-such-file',
    );
    for (const name of ['../x', 'a/b', '..', '']) {
      const request = {
        engine: world().page.welcome.engine,
        of,
        folder: '/work',
        name,
        size: 1,
        replace: true,
      };
      const headers = {
        origin: world().origin,
        authorization: `Bearer ${world().page.key}`,
        'content-type': 'application/octet-stream',
        [UPLOAD_HEADER]: encodeURIComponent(JSON.stringify(request)),
      };
      const { status, body } = await askHttp(world().port, 'POST', UPLOAD_PATH, headers, 'x');
      expect([status, JSON.parse(body)], name).toMatchObject([400, { code: 'bad-name' }]);
    }
  });

  test('the files of one that runs are those of its root, with what is mounted', async () => {
    await world().engine.docker(['run', '-d', '--name', 'running', '--init', 'busybox', 'sleep', '1000']);
    const { entries } = await world().page.call('files.list', { of: { container: 'running' }, path: '/' });
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['etc', 'folder'],
        ['proc', 'folder'],
      ]),
    );
  });

  test('what a page asks for never becomes a path of the engine', async () => {
    for (const container of ['files/../../images', '../files', 'files/json', '%2e%2e', ''])
      await expect(world().page.call('container.processes', { container })).rejects.toThrow(
        'no-such-container',
      );
  });
});

test('read-only: nothing that changes anything is there', async () => {
  await using quiet = await world().readOnly();
  using reader = await DashboardClient.open(quiet.address().url);
  expect(reader.welcome.readOnly).toBe(true);
  const changing = Object.entries(registry.calls).filter(([, { changes }]) => changes);
  expect(changing.map(([name]) => name)).toEqual(expect.arrayContaining(['change.plan', 'change.apply']));
  for (const [name] of changing)
    await expect(reader.call(name as never, {} as never), name).rejects.toThrow('unknown-call');
  const origin = `http://localhost:${quiet.port}`;
  const headers = { origin, authorization: `Bearer ${reader.key}` };
  expect((await askHttp(quiet.port, 'POST', UPLOAD_PATH, headers)).status).toBe(404);
  const upgrade = {
    origin,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  expect((await askHttp(quiet.port, 'GET', SHELL_PATH, upgrade)).status).toBe(404);
});
