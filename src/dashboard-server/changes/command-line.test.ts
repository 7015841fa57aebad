import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from './command-line.ts';

test.each([
  ['plain', ['tutti', '-p', 'app', 'up', '-d'], 'tutti -p app up -d'],
  ['spaces', ['a b', "it's", ''], `'a b' 'it'\\''s' ''`],
  ['control', ['\u001b[31m\n'], String.raw`$'\x1b[31m\x0a'`],
  ['bidi', ['a\u202eb'], String.raw`$'a\u202eb'`],
])('%s', (_what, words, line) => expect(commandLine(words)).toBe(line));

test('a shell reads the same words', () => {
  const words = [
    '$(id)',
    '`id`',
    "'",
    '"',
    '\\',
    '*',
    '!',
    'a\nb',
    "\u202e'\\",
    '--x=$HOME',
    '~',
    '\u{e0001}',
  ];
  const printed = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${commandLine(words)}`], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});
