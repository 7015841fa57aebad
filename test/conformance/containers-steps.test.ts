/** Steps of a build: a root of layers, an upper folder that holds what was written, and nothing else. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepRequest } from '../../src/engine/containers/contract.ts';
import { openTestContainers, type TestContainers } from '../support/containers-room.ts';

let room: TestContainers;
beforeAll(async () => {
  room = await openTestContainers();
});
afterAll(async () => room[Symbol.asyncDispose]());

let count = 0;

async function step(script: string, more: Partial<StepRequest> = {}) {
  const folder = join(room.root, `step-${count++}`);
  const upperDir = join(folder, 'upper');
  const workDir = join(folder, 'work');
  for (const path of [upperDir, workDir]) mkdirSync(path, { recursive: true });
  let output = '';
  const steps = room.containers.openSteps();
  const request: StepRequest = {
    layers: room.images.find('busybox')?.layers ?? [],
    upperDir,
    workDir,
    args: ['sh', '-c', script],
    env: ['PATH=/bin', 'A=b'],
    cwd: '/',
    user: '',
    mounts: [],
    network: 'default',
    onOutput: (stream, chunk) => (output += `${stream}: ${chunk.toString()}`),
    ...more,
  };
  try {
    const exitCode = await steps.run(request);
    return { exitCode, output, upperDir };
  } finally {
    await steps.close();
  }
}

test('what is written is in the upper folder, and nothing of the runtime', async () => {
  const { exitCode, output, upperDir } = await step('echo $A; echo made > /made; mkdir -p /a/b');
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'stdout: b\n' });
  expect(readFileSync(join(upperDir, 'made'), 'utf8')).toBe('made\n');
  expect(
    readdirSync(upperDir)
      .filter((name) => name !== 'etc')
      .sort(),
  ).toEqual(['a', 'made']);
  if (existsSync(join(upperDir, 'etc'))) expect(readdirSync(join(upperDir, 'etc'))).toEqual([]);
});

test('an exit code and both streams come back', async () => {
  expect(await step('echo problem >&2; exit 3')).toMatchObject({ exitCode: 3, output: 'stderr: problem\n' });
});

test('no network', async () => {
  expect((await step('ip -o link | wc -l', { network: 'none' })).output).toBe('stdout: 1\n');
});

test('mounts are there and leave no trace', async () => {
  const source = join(room.root, 'cache');
  mkdirSync(source);
  const { upperDir } = await step('echo kept > /cache/deep/file && touch /scratch/x', {
    mounts: [
      { type: 'bind', source, target: '/cache/deep', readOnly: false },
      { type: 'tmpfs', target: '/scratch', readOnly: false },
    ],
  });
  expect(readFileSync(join(source, 'file'), 'utf8')).toBe('kept\n');
  expect(existsSync(join(upperDir, 'cache'))).toBe(false);
  expect(existsSync(join(upperDir, 'scratch'))).toBe(false);
});

test('a step can be cancelled, and leaves nothing mounted', async () => {
  const abort = new AbortController();
  const running = step('echo started; sleep 1000', { signal: abort.signal, onOutput: () => abort.abort() });
  await expect(running).rejects.toThrow('aborted');
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(join(room.run, 'containers'));
});

test('a program that is missing is told', async () => {
  await expect(step('', { args: ['nosuch'] })).rejects.toThrow('executable file not found in $PATH');
});
