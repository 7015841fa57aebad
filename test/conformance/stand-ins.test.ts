/** What runs of the tests share in one checkout: none takes from another what it needs. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone } from '../../scripts/standins/alone.ts';
import { debianBinary } from '../../scripts/standins/debian-binary.ts';
import { endProcess } from '../../scripts/standins/end-process.ts';
import { makeStandIns, recipeDigest } from '../../scripts/standins/images.ts';
import { startRegistry, stopRegistry } from '../../scripts/standins/registry.ts';

const repository = join(import.meta.dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-ins-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a registry that others use goes on when somebody is done with making the images', async () => {
  const binary = debianBinary(
    'docker-registry',
    'usr/bin/docker-registry',
    join(repository, '.cache/stand-ins'),
  );
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  symlinkSync(dirname(dirname(dirname(binary))), join(cache, 'docker-registry'));
  writeFileSync(join(cache, 'made'), recipeDigest());
  const { address } = await startRegistry(cache, cache);
  try {
    await makeStandIns(cache, (line) => expect.fail(line));
    expect((await fetch(`http://${address}/v2/`)).status).toBe(200);
  } finally {
    await stopRegistry(cache);
  }
});

test('what is made alone is not made twice at the same time', async () => {
  const file = join(folder, 'lock');
  const seen: string[] = [];
  const work = (name: string) =>
    alone(file, async () => {
      seen.push(name);
      await pause(200);
      seen.push(name);
      return name;
    });
  expect(await Promise.all([work('a'), work('b')])).toEqual(['a', 'b']);
  expect(seen[0]).toBe(seen[1]);
  expect(seen[2]).toBe(seen[3]);
  await expect(alone(file, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
  expect(await alone(file, () => 'free')).toBe('free');
});

test('a process that is killed in the middle leaves the way free', async () => {
  const file = join(folder, 'lock');
  const source = `import { alone } from ${JSON.stringify(join(repository, 'scripts/standins/alone.ts'))};
    await alone(${JSON.stringify(file)}, () => { console.log('works'); return new Promise(() => setInterval(() => undefined, 1e6)); });`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(other.stdout, 'data');
    expect(spawnSync('flock', ['--nonblock', file, 'true']).status).toBe(1);
  } finally {
    other.kill('SIGKILL');
  }
  expect(await alone(file, () => 'free')).toBe('free');
});

test('a process that has ended by itself needs no end', async () => {
  const ended = spawn('true');
  await once(ended, 'exit');
  expect(() => endProcess(ended.pid ?? 0)).not.toThrow();
  const running = spawn('sleep', ['1000']);
  endProcess(running.pid ?? 0);
  expect(await once(running, 'exit')).toEqual([null, 'SIGTERM']);
});
