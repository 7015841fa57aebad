/** The keeper: there while something runs, gone when nothing does, and what is left when it is killed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestContainers, type TestContainers } from '../support/containers-room.ts';
import { eventually } from '../support/wait.ts';
import { keeperProcess } from '../support/world.ts';

let room: TestContainers;
beforeAll(async () => {
  room = await openTestContainers();
});
afterAll(async () => room[Symbol.asyncDispose]());

const isThere = (): boolean => existsSync(join(room.run, 'keeper.sock'));
const goes = (): Promise<void> => eventually(() => expect(isThere()).toBe(false));

test('none runs before it is needed; one that is left goes, and another comes', async () => {
  expect(isThere()).toBe(false);
  expect(await room.runToEnd(['echo', 'one'])).toEqual({ exitCode: 0, output: 'one\n' });
  expect(isThere()).toBe(true);
  await goes();
  expect(await room.runToEnd(['echo', 'two'])).toEqual({ exitCode: 0, output: 'two\n' });
});

test('it stays with what runs, also for an engine that comes later', async () => {
  const id = await room.start(['sh', '-c', 'sleep 8; echo late; sleep 1000']);
  await room.reopen();
  await eventually(async () => expect(await room.output(id)).toBe('late\n'));
  expect(isThere()).toBe(true);
  await room.containers.stop(id, { timeout: 0 });
  await goes();
  await room.containers.remove(id, {});
});

test('when the keeper is killed, containers are ended and told so, and new ones run', async () => {
  const id = await room.start(['sleep', '1000']);
  const { Pid } = (await room.containers.inspect(id)).State;
  // Not the parent of the container's process: for a moment that is still the OCI runtime, which leaves it behind.
  process.kill(keeperProcess(room) ?? expect.fail('no keeper'), 'SIGKILL');
  expect(await room.containers.wait(id, 'not-running')).toEqual({ StatusCode: 255 });
  // Whoever inherits it on this machine may not collect it.
  const stateOf = (): string | undefined =>
    existsSync(`/proc/${Pid}`)
      ? /^State:\s+(\w)/m.exec(readFileSync(`/proc/${Pid}/status`, 'utf8'))?.[1]
      : 'gone';
  await eventually(() => expect(stateOf()).toMatch(/^(Z|gone)$/));
  expect(await room.runToEnd(['echo', 'again'])).toEqual({ exitCode: 0, output: 'again\n' });
  await room.containers.remove(id, {});
});
