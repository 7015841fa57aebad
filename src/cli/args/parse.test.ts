import { describe, expect, test } from 'vitest';
import { bytes, integer, integerOr, text, textOr, texts, toggle, tristate } from './flag.ts';
import { parseLine } from './parse.ts';

const flags = {
  all: toggle('', { short: 'a' }),
  build: toggle(''),
  pause: toggle('', { short: 'P', initial: true }),
  menu: tristate(''),
  publish: texts('', { short: 'p' }),
  env: texts('', { short: 'e', initial: ['A=1'] }),
  timeout: integer('', { short: 't' }),
  parallel: integerOr(-1, ''),
  memory: bytes('', { short: 'm' }),
  user: text('', { short: 'u' }),
  signal: textOr('SIGKILL', '', { short: 's', aliases: ['sig'] }),
};

function read(
  line: string,
  stopAtFirstArgument = false,
): { args: string[]; given: Record<string, unknown>; help: boolean } {
  const words = line === '' ? [] : line.split(' ');
  const { args, given, values, help } = parseLine(words, flags, { stopAtFirstArgument });
  return { args, given: Object.fromEntries([...given].map((name) => [name, values[name]])), help };
}

describe('parseLine', () => {
  test.each<[string, string[], Record<string, unknown>]>([
    ['', [], {}],
    ['web db', ['web', 'db'], {}],
    ['--all web', ['web'], { all: true }],
    ['web --all db', ['web', 'db'], { all: true }],
    ['--all=false', [], { all: false }],
    ['--pause=f', [], { pause: false }],
    ['-a=0', [], { all: false }],
    ['-aP', [], { all: true, pause: true }],
    ['-at5', [], { all: true, timeout: 5 }],
    ['-at 5', [], { all: true, timeout: 5 }],
    ['-p8080:80 -p 90:90 --publish=1:1', [], { publish: ['8080:80', '90:90', '1:1'] }],
    ['-p=8080:80', [], { publish: ['8080:80'] }],
    ['-e B=2 -e C=3', [], { env: ['B=2', 'C=3'] }],
    ['--env=B=2', [], { env: ['B=2'] }],
    ['--user=', [], { user: '' }],
    ['--user -a', [], { user: '-a' }],
    ['-u -- x', ['x'], { user: '--' }],
    ['-- --all', ['--all'], {}],
    ['web -- -a', ['web', '-a'], {}],
    ['- web', ['-', 'web'], {}],
    ['--sig TERM', [], { signal: 'TERM' }],
    ['-t 0x10', [], { timeout: 16 }],
    ['-t -5', [], { timeout: -5 }],
    ['-m 512m', [], { memory: 536_870_912 }],
    ['--menu=false', [], { menu: false }],
  ])('%j', (line, args, given) => {
    expect(read(line)).toEqual({ args, given, help: false });
  });

  test('initial values, for flags that are not given', () => {
    const { values } = parseLine([], flags);
    expect(values).toMatchObject({
      all: false,
      pause: true,
      publish: [],
      env: ['A=1'],
      parallel: -1,
      signal: 'SIGKILL',
    });
    expect(values['menu']).toBeUndefined();
    expect(values['timeout']).toBeUndefined();
  });

  test('flags end at the first argument where the rest belongs to a container', () => {
    expect(read('-a web ls -la --all -- x', true)).toEqual({
      args: ['web', 'ls', '-la', '--all', '--', 'x'],
      given: { all: true },
      help: false,
    });
  });

  test.each(['-h', '--help', '-ah', 'web --help --nosuch'])('%s asks for help', (line) => {
    expect(read(line).help).toBe(true);
  });

  test.each([
    ['--nosuch', 'unknown flag: --nosuch'],
    ['-x', "unknown shorthand flag: 'x' in -x"],
    ['-ax', "unknown shorthand flag: 'x' in -ax"],
    ['--user', 'flag needs an argument: --user'],
    ['-u', "flag needs an argument: 'u' in -u"],
    [
      '-t abc',
      'invalid argument "abc" for "-t, --timeout" flag: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      '--parallel=1.5',
      'invalid argument "1.5" for "--parallel" flag: strconv.ParseInt: parsing "1.5": invalid syntax',
    ],
    [
      '--all=foo',
      'invalid argument "foo" for "-a, --all" flag: strconv.ParseBool: parsing "foo": invalid syntax',
    ],
    ['-m 1x', 'invalid argument "1x" for "-m, --memory" flag: invalid size: \'1x\''],
    ['--=x', 'bad flag syntax: --=x'],
    ['---x', 'bad flag syntax: ---x'],
  ])('%s is refused', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  test('a misspelt flag is told its neighbour', () => {
    expect(() => read('--biuld')).toThrow(expect.objectContaining({ hint: 'Did you mean --build?' }));
  });
});
