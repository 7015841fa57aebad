/** The stock docker client on our engine: images and classic builds. Expectations from Docker Engine 28.5. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TuttiBuildRecord } from '../../src/engine-api/index.ts';
import { ApiEngine } from '../support/api-engine.ts';
import { busyboxArchive } from '../support/busybox.ts';

let engine: ApiEngine;
let folder: string;

beforeAll(async () => {
  engine = await ApiEngine.start();
  folder = mkdtempSync(join(tmpdir(), 'tutti-images-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await engine[Symbol.asyncDispose]();
});

test('list, inspect, history, tag and remove', async () => {
  const id = await engine.docker(['images', '-q', '--no-trunc', 'busybox']);
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await engine.docker(['image', 'inspect', '-f', '{{.Os}} {{index .RepoTags 0}}', id])).toBe(
    'linux busybox:latest',
  );
  expect(await engine.docker(['history', '--format', '{{.Comment}}', 'busybox'])).toBe('Imported from -');
  await engine.docker(['tag', 'busybox', 'registry.test:5000/team/tool:v1']);
  expect(await engine.docker(['rmi', 'registry.test:5000/team/tool:v1'])).toBe(
    'Untagged: registry.test:5000/team/tool:v1',
  );
  expect((await engine.tryDocker(['image', 'inspect', 'nosuch'])).stderr).toContain('No such image: nosuch');
});

test('an import takes changes to its configuration', async () => {
  const changes = ['-c', 'CMD ["echo", "imported"]', '-c', 'ENV A=b', '-m', 'by hand'];
  await engine.docker(['import', ...changes, busyboxArchive(), 'imported:1']);
  expect(await engine.docker(['run', '--rm', 'imported:1'])).toBe('imported');
  expect(await engine.docker(['history', '--format', '{{.Comment}}', 'imported:1'])).toBe('by hand');
  await engine.docker(['rmi', 'imported:1']);
});

test('save and load keep the image', async () => {
  const archive = join(folder, 'image.tar');
  const id = await engine.docker(['images', '-q', '--no-trunc', 'busybox']);
  await engine.docker(['tag', 'busybox', 'saved:1']);
  await engine.docker(['save', '-o', archive, 'saved:1']);
  await engine.docker(['rmi', 'saved:1']);
  expect(await engine.docker(['load', '-i', archive])).toBe('Loaded image: saved:1');
  expect(await engine.docker(['images', '-q', '--no-trunc', 'saved:1'])).toBe(id);
  await engine.docker(['rmi', 'saved:1']);
});

test('an image in use is not removed without force', async () => {
  const container = await engine.docker(['create', 'busybox', 'true']);
  const refused = await engine.tryDocker(['rmi', 'busybox']);
  expect(refused.stderr).toContain(
    `conflict: unable to remove repository reference "busybox" (must force) - container ${container.slice(0, 12)} is using its referenced image`,
  );
  await engine.docker(['rm', container]);
});

test('a pull that reaches no registry fails with the reason', async () => {
  const pulled = await engine.tryDocker(['pull', '127.0.0.1:1/no/such:1']);
  expect(pulled.status).toBe(1);
  expect(pulled.stderr).toMatch(/^Error response from daemon: .*127\.0\.0\.1:1.*refused/);
});

test('the classic builder: steps, arguments, cache, context and the final lines', async () => {
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM busybox\nARG WHO=nobody\nCOPY greeting /greeting\nRUN echo "$(cat /greeting) $WHO" > /said\nCMD ["cat", "/said"]\n',
  );
  writeFileSync(join(folder, 'greeting'), 'hello');
  const build = ['build', '--build-arg', 'WHO=world', '-t', 'greeter:1', folder];
  const first = await engine.docker(build);
  expect(first).toMatch(/\nStep 1\/3 : FROM .*busybox/);
  expect(first).toContain('Step 2/3 : COPY greeting /greeting\n');
  expect(first).toMatch(/\nSuccessfully built [0-9a-f]{12}\nSuccessfully tagged greeter:1$/);
  expect(await engine.docker(['run', '--rm', 'greeter:1'])).toBe('hello world');
  expect(await engine.docker(build)).toContain(' ---> Using cache');
  const quiet = await engine.docker(['build', '-q', '--build-arg', 'WHO=world', folder]);
  expect(quiet).toBe(await engine.docker(['images', '-q', '--no-trunc', 'greeter:1']));
});

test('the engine tells what it built, and with which steps; builder prune forgets it', async () => {
  writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox\nRUN echo remembered\n');
  await engine.docker(['build', '-q', '-t', 'remembered:1', folder]);
  const [latest] = await engine.json<TuttiBuildRecord[]>('/tutti/builds');
  expect(latest).toMatchObject({ Tags: ['remembered:1'], Context: 'archive', State: 'done', Steps: 2 });
  const { body } = await engine.ask('GET', `/tutti/builds/${latest?.Id}/events?follow=1`);
  expect(body).toContain('"text":"remembered\\n"');
  expect((await engine.ask('GET', '/tutti/builds/nosuch/events')).status).toBe(404);
  const inASecond = String(Math.floor(Date.now() / 1000) + 1);
  const filters = ['--filter', 'type=builder', '--since', '1h', '--until', inASecond];
  const events = await engine.docker(['events', ...filters, '--format', '{{.Action}} {{.Actor.ID}}']);
  expect(events).toContain(`start ${latest?.Id}\ndone ${latest?.Id}`);
  await engine.docker(['builder', 'prune', '-f']);
  expect(await engine.json('/tutti/builds')).toEqual([]);
});

test('a build that fails says which step and its exit code', async () => {
  writeFileSync(join(folder, 'Dockerfile.bad'), 'FROM busybox\nRUN echo before; exit 9\n');
  const failed = await engine.tryDocker(['build', '-f', join(folder, 'Dockerfile.bad'), folder]);
  expect(failed.status).not.toBe(0);
  expect(failed.stdout).toContain('before');
  expect(failed.stderr).toMatch(/echo before; exit 9.*9/s);
});
