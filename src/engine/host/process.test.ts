import { expect, test } from 'vitest';
import { ProcessError, run } from './process.ts';

test('output and exit code come back', async () => {
  expect(await run('cat', ['-'], { input: 'hello' })).toEqual({ exitCode: 0, stdout: 'hello', stderr: '' });
  expect((await run('sh', ['-c', 'exit 3'], { accept: [0, 3] })).exitCode).toBe(3);
});

test.each([
  ['exit', 'sh', ['-c', 'echo oops >&2; exit 4'], {}, 'sh ended with exit code 4\noops'],
  ['not-found', 'no-such-program', [], {}, 'no-such-program is not installed or not in PATH'],
  ['timeout', 'sleep', ['60'], { timeout: 20 }, 'sleep did not end within 20 ms'],
  ['signal', 'sh', ['-c', 'kill -TERM $$'], {}, 'sh was killed by SIGTERM'],
] as const)('a failure says why: %s', async (reason, file, args, options, message) => {
  const error: unknown = await run(file, [...args], options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProcessError);
  expect(error).toMatchObject({ reason, message });
});

test('a cancelled child is killed', async () => {
  const controller = new AbortController();
  const running = run('sleep', ['60'], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ reason: 'cancel' });
});
