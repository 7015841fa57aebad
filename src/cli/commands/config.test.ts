import { expect, test, vi } from 'vitest';
import { ComposeFolder } from '../../../test/support/compose-project.ts';
import { runProgram } from '../program.ts';

async function printed(...args: string[]): Promise<string> {
  using folder = new ComposeFolder({ 'compose.yaml': 'services: { a: { image: "${NAME:-x}" } }' });
  using write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await runProgram(['-f', `${folder.path}/compose.yaml`, 'config', ...args])).toBe(0);
  return write.mock.calls.map(([text]) => String(text)).join('');
}

test('--quiet silences the project, but not its lists', async () => {
  expect(await printed('--quiet')).toBe('');
  expect(await printed('--quiet', '--services')).toBe('a\n');
  expect(await printed('--quiet', '--variables')).toContain('NAME');
  expect(await printed('--quiet', '--variables', '--format', 'yaml')).toBe('');
  expect(await printed('--quiet', '--environment')).toBe('');
});
