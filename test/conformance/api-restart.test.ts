/** Containers outlive the engine's process, and one folder has one engine. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiEngine } from '../support/api-engine.ts';
import { run } from '../support/command.ts';
import { eventually } from '../support/wait.ts';
import { engineListens } from '../support/world.ts';

let engine: ApiEngine;

beforeAll(async () => {
  engine = await ApiEngine.start();
});
afterAll(() => engine[Symbol.asyncDispose]());

test('a second engine for the same folders leaves with 0', async () => {
  const second = await run(process.execPath, ['src/engine/main.ts'], { env: engine.home.env });
  expect(second).toMatchObject({ status: 0, stdout: '' });
  expect(await engineListens(engine.home)).toBe(true);
});

test('an engine that is told to go leaves containers running; the next one finds them', async () => {
  const id = await engine.docker(['run', '-d', 'busybox', 'sleep', '1000']);
  const pid = await engine.docker(['inspect', '-f', '{{.State.Pid}}', id]);
  process.kill(engine.pid, 'SIGTERM');
  await eventually(async () => expect(await engineListens(engine.home)).toBe(false));
  await engine.restart();
  expect(await engine.docker(['inspect', '-f', '{{.State.Pid}} {{.State.Status}}', id])).toBe(
    `${pid} running`,
  );
  expect(await engine.docker(['exec', id, 'echo', 'here'])).toBe('here');
  await engine.docker(['rm', '-f', id]);
});

test('after kill -9 a new engine serves the same containers, with their output', async () => {
  const script = 'i=0; while :; do echo $i; i=$((i+1)); usleep 20000; done';
  const id = await engine.docker(['run', '-d', 'busybox', 'sh', '-c', script]);
  const pid = await engine.docker(['inspect', '-f', '{{.State.Pid}}', id]);
  process.kill(engine.pid, 'SIGKILL');
  // The keeper starts the next one by itself, since a container runs.
  await eventually(async () => {
    expect(await engine.docker(['inspect', '-f', '{{.State.Pid}}', id])).toBe(pid);
  });
  await engine.docker(['stop', '-t', '0', id]);
  const lines = (await engine.docker(['logs', id])).split('\n').map(Number);
  expect(lines).toEqual(lines.map((_, index) => index));
  await engine.docker(['rm', id]);
});
