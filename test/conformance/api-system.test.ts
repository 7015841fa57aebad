/** The stock docker client on our engine: the engine itself, networks and volumes. Expectations from Docker Engine 28.5. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiskUsage, VersionResponse } from '../../src/engine-api/index.ts';
import { ApiEngine } from '../support/api-engine.ts';
import { answers } from '../support/wait.ts';

let engine: ApiEngine;

beforeAll(async () => {
  engine = await ApiEngine.start();
});
afterAll(() => engine[Symbol.asyncDispose]());

test('ping carries what clients negotiate by', async () => {
  const ping = await engine.ask('GET', '/_ping');
  expect(ping).toMatchObject({ status: 200, body: 'OK' });
  expect(ping.headers).toMatchObject({
    'api-version': '1.51',
    ostype: 'linux',
    'docker-experimental': 'false',
    swarm: 'inactive',
    server: expect.stringMatching(/^Tutti\/\S+ \(linux\)$/) as string,
  });
  expect((await engine.ask('HEAD', '/v1.24/_ping')).status).toBe(200);
});

test('the socket is its owner’s alone', () => {
  expect(statSync(engine.socket).mode & 0o777).toBe(0o600);
});

async function answer(method: string, path: string, body?: unknown): Promise<[number, string]> {
  const got = await engine.ask(method, path, body);
  return [got.status, (JSON.parse(got.body) as { message: string }).message];
}

test('errors of the API have Docker’s statuses and sentences', async () => {
  expect(await answer('GET', '/nonsense')).toEqual([404, 'page not found']);
  expect(await answer('GET', '/v1.99/info')).toEqual([
    400,
    'client version 1.99 is too new. Maximum supported API version is 1.51',
  ]);
  expect(await answer('POST', '/containers/create')).toEqual([
    400,
    'invalid JSON: got EOF while reading request body',
  ]);
  const [status, message] = await answer('POST', '/containers/create', { Image: 5 });
  expect([status, message]).toEqual([400, expect.stringContaining('Image')]);
  expect(await answer('POST', '/containers/create', { Image: 'nosuch' })).toEqual([
    404,
    'No such image: nosuch:latest',
  ]);
  expect(await answer('GET', '/swarm')).toEqual([
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  ]);
  expect((await answer('POST', '/session'))[0]).toBe(501);
});

test('version and info are true', async () => {
  const version = await engine.json<VersionResponse>('/version');
  expect(version).toMatchObject({ ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux' });
  expect(version.Tutti?.Extensions).toContain('containers/batch');
  const info = await engine.docker([
    'info',
    '--format',
    '{{.Driver}} {{.CgroupDriver}} {{.OSType}} {{.DockerRootDir}} {{.DefaultRuntime}} {{.Images}}',
  ]);
  expect(info).toMatch(new RegExp(`^overlay2 cgroupfs linux ${engine.home.root} (crun|runc) 1$`));
});

test('containers say which runtime runs them, as the engine does; one that it does not have is refused', async () => {
  // The program that the engine runs is mounted here.
  const [runs = ''] = readdirSync(join(engine.home.run, 'runtime')).filter((name) => name !== 'state');
  expect(await engine.docker(['info', '-f', '{{.DefaultRuntime}} {{len .Runtimes}}'])).toBe(`${runs} 1`);
  for (const asked of [undefined, 'runc', runs]) {
    const body = {
      Image: 'busybox',
      Cmd: ['true'],
      HostConfig: asked === undefined ? {} : { Runtime: asked },
    };
    const { Id } = JSON.parse((await engine.ask('POST', '/containers/create', body)).body) as { Id: string };
    expect(await engine.docker(['inspect', '-f', '{{.HostConfig.Runtime}}', Id])).toBe(runs);
    await engine.docker(['rm', Id]);
  }
  expect(
    await answer('POST', '/containers/create', { Image: 'busybox', HostConfig: { Runtime: 'none' } }),
  ).toEqual([400, 'unknown or invalid runtime name: none']);
});

test('networks: create, list, inspect, connect, disconnect, remove', async () => {
  const names = (
    await engine.docker(['network', 'ls', '--format', '{{.Name}} {{.Driver}} {{.Scope}}'])
  ).split('\n');
  expect(names).toEqual(['bridge bridge local', 'host host local', 'none null local']);
  await engine.docker(['network', 'create', '--subnet', '10.231.7.0/24', '--label', 'a=b', 'front']);
  await engine.docker(['run', '-d', '--name', 'member', '--network', 'front', 'busybox', 'sleep', '1000']);
  expect(
    await engine.docker([
      'network',
      'inspect',
      '-f',
      '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}',
      'front',
    ]),
  ).toBe('member 10.231.7.2/24');
  await engine.docker(['network', 'create', 'back']);
  await engine.docker(['network', 'connect', '--alias', 'other', 'back', 'member']);
  expect(await engine.docker(['exec', 'member', 'ls', '/sys/class/net'])).toBe('eth0\neth1\nlo');
  expect((await engine.tryDocker(['network', 'rm', 'back'])).status).toBe(1);
  await engine.docker(['network', 'disconnect', 'back', 'member']);
  await engine.docker(['rm', '-f', 'member']);
  await engine.docker(['network', 'rm', 'front', 'back']);
  expect((await engine.tryDocker(['network', 'inspect', 'front'])).stderr).toBe(
    'Error response from daemon: network front not found\n',
  );
});

test('names resolve between containers of a network', async () => {
  await engine.docker(['network', 'create', 'named']);
  await engine.docker(['run', '-d', '--name', 'server', '--network', 'named', 'busybox', 'sleep', '1000']);
  const address = await engine.docker([
    'inspect',
    '-f',
    '{{(index .NetworkSettings.Networks "named").IPAddress}}',
    'server',
  ]);
  const found = await engine.docker(['run', '--rm', '--network', 'named', 'busybox', 'nslookup', 'server']);
  expect(found).toContain(address);
  await engine.docker(['rm', '-f', 'server']);
  await engine.docker(['network', 'rm', 'named']);
});

test('a published port answers on the host', async () => {
  const serve = 'mkdir -p /var/www && echo served > /var/www/index.html && exec httpd -f -p 80 -h /var/www';
  await engine.docker(['run', '-d', '--name', 'web', '-p', '127.0.0.1::80', 'busybox', 'sh', '-c', serve]);
  const address = await engine.docker(['port', 'web', '80/tcp']);
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await answers(`http://${address}/`)).toBe('served\n');
  await engine.docker(['rm', '-f', 'web']);
});

test('volumes keep what containers write, and are pruned', async () => {
  await engine.docker(['volume', 'create', '--label', 'kept=no', 'data']);
  await engine.docker(['run', '--rm', '-v', 'data:/data', 'busybox', 'sh', '-c', 'echo saved > /data/file']);
  expect(await engine.docker(['run', '--rm', '-v', 'data:/data:ro', 'busybox', 'cat', '/data/file'])).toBe(
    'saved',
  );
  expect(await engine.docker(['volume', 'ls', '--format', '{{.Name}} {{.Driver}}'])).toBe('data local');
  expect(await engine.docker(['volume', 'inspect', '-f', '{{.Mountpoint}}', 'data'])).toBe(
    `${engine.home.root}/volumes/data/_data`,
  );
  expect(await engine.docker(['volume', 'prune', '-f'])).toContain('Total reclaimed space: 0B');
  expect(await engine.docker(['volume', 'prune', '-af'])).toContain('data');
  expect((await engine.tryDocker(['volume', 'inspect', 'data'])).stderr).toContain('no such volume');
});

test('system df counts, system prune removes what nothing uses', async () => {
  await engine.docker(['run', '--name', 'idle', 'busybox', 'echo', 'hello']);
  const df = await engine.docker(['system', 'df', '--format', '{{.Type}} {{.TotalCount}} {{.Active}}']);
  expect(df.split('\n').slice(0, 3)).toEqual(['Images 1 1', 'Containers 1 0', 'Local Volumes 0 0']);
  const { Containers, Tutti } = await engine.json<DiskUsage>('/system/df');
  expect(Tutti?.BuildRecords).toBe(0);
  // Lengths of files: each line has its time and stream before it.
  expect(Tutti?.Logs?.map(({ Id, Size }) => [Id, Size > 'hello\n'.length])).toEqual([
    [Containers[0]?.Id, true],
  ]);
  const pruned = await engine.docker(['system', 'prune', '-f']);
  expect(pruned).toContain('Deleted Containers:');
  expect(await engine.docker(['ps', '-aq'])).toBe('');
  expect(await engine.docker(['images', '--format', '{{.Repository}}:{{.Tag}}'])).toBe('busybox:latest');
});
