import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = `
  import { runInNewContext } from 'node:vm';
  import { keepHeapSmall } from ${JSON.stringify(join(import.meta.dirname, 'keep-heap-small.ts'))};
  await keepHeapSmall(JSON.parse(process.argv[1]));
  console.log(runInNewContext('typeof gc'));
`;

/** In a process of its own: flags are for all that runs in one. */
function withFlags(...flags: string[]): { stdout: string; stderr: string } {
  const args = ['--input-type=module', '--eval', source, JSON.stringify(flags)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { stdout: stdout.trim(), stderr };
}

test('a flag that V8 does not know is left out without a word, and the others are set', () => {
  expect(withFlags('--no-such-flag=3')).toEqual({ stdout: 'undefined', stderr: '' });
  expect(withFlags('--no-such-flag=3', '--expose-gc')).toEqual({ stdout: 'function', stderr: '' });
});

test('the Node that the tests run on knows the flags of the dashboard', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(stdout).toMatch(/^ {2}--heap-growing-percent \(/m);
  expect(stdout).toMatch(/^ {2}--optimize-for-size \(/m);
});
