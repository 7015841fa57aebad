import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldAt, flattenFields } from './fields.ts';
import { keepColors, plainText } from './plain.ts';
import { understandLine } from './understand.ts';

test.each([
  ['ERROR: relation "x" does not exist', 'error'],
  ['2026-01-01 00:00:00.000 UTC [1] LOG:  database system is ready', 'info'],
  ['2026-01-01 00:00:00.000 UTC [1] FATAL:  role "x" does not exist', 'fatal'],
  ['2026/01/01 00:00:00 [warn] 7#7: a client request body is buffered', 'warn'],
  ['2026-01-01T00:00:00.000Z  INFO 1 --- [main] o.s.b.Application : Started', 'info'],
  ['[I 2026-01-01 00:00:00.000 ServerApp] Jupyter Server is running', 'info'],
  ['[W 2026-01-01 00:00:00.000 ServerApp] No web browser found', 'warn'],
  ['1:M 01 Jan 2026 00:00:00.000 * Ready to accept connections tcp', 'info'],
  ['1:C 01 Jan 2026 00:00:00.000 # WARNING Memory overcommit must be enabled!', 'warn'],
  ['E0101 00:00:00.000000       1 leaderelection.go:330] error retrieving', 'error'],
  ['<3>kernel: oops', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['ValueError: invalid literal', 'error'],
  ['java.lang.IllegalStateException: no', 'error'],
  ['panic: runtime error: index out of range', 'fatal'],
  ['npm ERR! missing script', 'error'],
  ['{"level":"warning","msg":"x"}', 'warn'],
  ['{"level":50,"msg":"pino"}', 'error'],
  ['{"log":{"level":"debug"}}', 'debug'],
  ['{"t":{"$date":"x"},"s":"W","msg":"mongo"}', 'warn'],
  ['time=2026-01-01T00:00:00Z level=error msg="it failed"', 'error'],
  ['172.17.0.1 - - "GET /errors/info.html HTTP/1.1" 200', undefined],
  ['errors: 0', undefined],
  ['the logger says hello', undefined],
  ['', undefined],
])('%s', (line, level) => {
  expect(understandLine(line).level).toBe(level);
});

test('fields of JSON are found by their path, however they are nested', () => {
  const { fields = {}, format } = understandLine('{"user":{"id":7},"a.b":1,"list":[{"x":2}],"none":null}');
  expect(format).toBe('json');
  expect(
    ['user.id', 'a.b', 'list.0.x', 'none', 'user.name', 'toString', '__proto__.x'].map((path) =>
      fieldAt(fields, path),
    ),
  ).toEqual([7, 1, 2, null, undefined, undefined, undefined]);
  expect(flattenFields(fields)).toEqual([
    ['user.id', '7'],
    ['a.b', '1'],
    ['list', '[{"x":2}]'],
    ['none', 'null'],
  ]);
});

test('logfmt is told from prose with an equals sign', () => {
  expect(understandLine('a=1 b="two \\"words\\"" c= d').fields).toEqual({ a: '1', b: 'two "words"', c: '' });
  expect(understandLine('x=1').fields).toBeUndefined();
  expect(understandLine('let x = 1').fields).toBeUndefined();
  expect(Object.keys(understandLine('__proto__=1 b=2').fields ?? {})).toEqual(['__proto__', 'b']);
});

test.each([
  ['\x1b[31mred\x1b[0m', '\x1b[31mred\x1b[0m', 'red'],
  ['\x1b]52;c;aGk=\x07copied', 'copied', 'copied'],
  ['\x1b]0;title\x1b\\x', 'x', 'x'],
  ['\x1b[2J\x1b[Hhome', 'home', 'home'],
  ['\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\', 'click', 'click'],
  ['10%\r50%\r100%\r', '100%', '100%'],
  ['windows\r', 'windows', 'windows'],
  ['\x1b]never ended', 'never ended', 'never ended'],
  ['end\x1b', 'end', 'end'],
])('of %j a terminal would show %j', (raw, colored, plain) => {
  expect(keepColors(raw)).toBe(colored);
  expect(plainText(keepColors(raw))).toBe(plain);
});

const hostile = fc.string({
  unit: fc.constantFrom(
    '\x1b',
    '[',
    ']',
    ';',
    'm',
    '0',
    '\x07',
    '\\',
    '\r',
    'a',
    '=',
    '"',
    '{',
    '}',
    ' ',
    '\u202e',
    '\0',
    'é',
  ),
  maxLength: 200,
});

test('nothing that steers a terminal is left in any text', () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      const plain = plainText(keepColors(raw));
      expect(plain).not.toContain('\x1b');
      expect(plainText(plain)).toBe(plain);
      understandLine(plain);
    }),
    { numRuns: 2000 },
  );
});

test('a line of a megabyte is understood in no time', () => {
  const lines = ['\x1b]', '\x1b[', '[ ', 'a=', 'Error', '"\\', '{"a":', 'x.', '\x1bP', '1:M '].map((part) =>
    part.repeat(1_000_000 / part.length),
  );
  const begin = process.cpuUsage();
  for (const line of lines) understandLine(plainText(keepColors(line)));
  expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(1_500);
});
