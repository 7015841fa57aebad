import { expect, test } from 'vitest';
import { readWords } from '../scripts/test/flags.ts';

test('words choose files, flags of vitest take their values, others are refused', () => {
  const read = { parts: ['plan', 'watch'], flags: ['--testNamePattern=a name', '--update'] };
  expect(readWords(['plan', '-t', 'a name', '-u', 'watch'])).toEqual(read);
  expect(readWords(['plan', '--testNamePattern=a name', '--update', 'watch'])).toEqual(read);
  expect(() => readWords(['--pattern=x'])).toThrow(
    /^Unknown option '--pattern'\. These can be given: --testName/,
  );
  expect(() => readWords(['plan', '-t'])).toThrow('argument missing');
});
