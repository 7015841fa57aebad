import { describe, expect, test } from 'vitest';
import { EngineError, UserError } from '../shared/index.ts';
import { parseLine } from './args/parse.ts';
import { complete } from './completion/candidates.ts';
import { reportError } from './errors.ts';
import { globalFlags } from './global-flags.ts';
import { type GlobalValues, globalOptions } from './global-options.ts';
import { unwrapPlugin } from './plugin.ts';
import { nearest } from './suggest.ts';
import { shellWords } from './terminal/shell-words.ts';
import { version } from './version.ts';

describe('errors', () => {
  const options = { json: false, interrupted: false, readSource: () => 'services:\n\timag: x\n' };
  const mistake = new UserError('unknown-key', 'additional properties', {
    position: { file: 'compose.yml', line: 2, column: 2, length: 4 },
    hint: 'Did you mean image?',
  });

  test('the message, the place with a caret, and what to do', () => {
    expect(reportError(mistake, options)).toEqual({
      exitCode: 1,
      text: 'additional properties\n  at compose.yml:2:2\n  2 | \timag: x\n    | \t^^^^\nDid you mean image?\n',
    });
  });
  test('all mistakes of a load', () => {
    const all = Object.assign(new UserError('a', 'one'), {
      problems: [new UserError('a', 'one'), new UserError('b', 'two')],
    });
    expect(reportError(all, options).text).toBe('one\ntwo\n');
  });
  test('JSON for tools', () => {
    expect(JSON.parse(reportError(mistake, { ...options, json: true }).text)).toMatchObject({
      error: true,
      message: 'additional properties',
      code: 'unknown-key',
    });
  });
  test('refusals of the engine are quoted', () => {
    expect(reportError(new EngineError('conflict', 'name in use'), options).text).toBe(
      'Error response from daemon: name in use\n',
    );
  });
  test('an interruption says nothing and gives 130', () => {
    expect(reportError(new Error('aborted'), { ...options, interrupted: true })).toEqual({
      text: '',
      exitCode: 130,
    });
  });
  test('a defect shows its stack', () => {
    expect(reportError(new TypeError('x is undefined'), options).text).toMatch(
      /TypeError.*\n\s+at [^]*defect of tutti/,
    );
  });
});

function read(line: string[], env: Record<string, string> = {}): ReturnType<typeof globalOptions> {
  const { values, given } = parseLine(line, globalFlags);
  return globalOptions(values as unknown as GlobalValues, given, env, '/here');
}

describe('global options', () => {
  test.each<[string[], Record<string, string>, Partial<ReturnType<typeof globalOptions>>]>([
    [[], {}, { ansi: 'auto', progress: 'auto', parallel: undefined, colors: true }],
    [['--ansi', 'never'], {}, { ansi: 'never', progress: 'plain' }],
    [['--ansi=always'], { COMPOSE_ANSI: 'never' }, { ansi: 'always', progress: 'tty' }],
    [[], { COMPOSE_ANSI: 'never', COMPOSE_PROGRESS: 'json' }, { ansi: 'never', progress: 'json' }],
    [[], { NO_COLOR: '1' }, { colors: false }],
    [[], { COMPOSE_PARALLEL_LIMIT: '3' }, { parallel: 3 }],
    [['--parallel', '5'], { COMPOSE_PARALLEL_LIMIT: '3' }, { parallel: 5 }],
    [['--env-file', 'a'], { COMPOSE_ENV_FILES: 'x' }, { envFiles: ['/here/a'] }],
    [[], { COMPOSE_ENV_FILES: 'x,y' }, { envFiles: ['/here/x', '/here/y'] }],
    [['-f', 'a', '-f', '-', '-p', 'N'], {}, { files: ['a', '-'], projectName: 'N' }],
  ])('%j %j', (line, env, expected) => {
    expect(read(line, env)).toMatchObject(expected);
  });

  test('contradictions are refused', () => {
    expect(() => read(['--ansi', 'never', '--progress', 'tty'])).toThrow("can't use --progress tty");
    expect(() => read(['--progress', 'foo'])).toThrow('unsupported --progress value "foo"');
    expect(() => read([], { COMPOSE_PARALLEL_LIMIT: 'x' })).toThrow(
      'COMPOSE_PARALLEL_LIMIT must be an integer',
    );
  });
});

describe('called by docker', () => {
  test('flags of both programs count', () => {
    const { line, isPlugin } = unwrapPlugin(['-H', 'unix:///x', 'compose', '-p', 'a', 'up', '-d']);
    expect(isPlugin).toBe(true);
    expect(line.args).toEqual(['up', '-d']);
    expect(line.values).toMatchObject({ host: 'unix:///x', 'project-name': 'a' });
  });
  test('without the word it is not docker', () => {
    expect(unwrapPlugin(['-p', 'a', 'up']).isPlugin).toBe(false);
  });
});

const words = async (...line: string[]): Promise<string[]> =>
  (await complete(line, async () => ['db', 'web'])).candidates.map((each) => each.word);

describe('completion', () => {
  test('commands, flags, values, services', async () => {
    expect(await words('re')).toEqual(['restart']);
    expect(await words('system', '')).toEqual(['df', 'info', 'prune']);
    expect(await words('--prog')).toEqual(['--progress']);
    expect(await words('--progress', 'j')).toEqual(['json']);
    expect(await words('--progress=j')).toEqual(['--progress=json']);
    expect(await words('-p', 'x', 'version', '--sh')).toEqual(['--short']);
  });
  test('a flag with a value of any kind offers files', async () => {
    expect(await complete(['-f', ''], async () => [])).toEqual({ candidates: [], files: true, open: false });
    expect(await complete(['stop', '-t', ''], async () => [])).toMatchObject({ files: false });
  });
  test('names that flags and arguments stand for', async () => {
    const asked: unknown[] = [];
    const names = async (...question: unknown[]): Promise<string[]> => {
      asked.push(question);
      return ['db', 'web'];
    };
    const shown = async (...line: string[]): Promise<string> => {
      const { candidates, files, open } = await complete(line, names);
      return [...candidates.map(({ word }) => word), files ? ':files' : '', open ? ':open' : '']
        .join(' ')
        .trim();
    };
    expect(await shown('--profile', 'd')).toBe('db');
    expect(await shown('-f', 'x', '-p', '')).toBe('db web');
    expect(await shown('--project-name=')).toBe('--project-name=db --project-name=web');
    expect(await shown('-f', 'x', 'up', '--attach', 'w')).toBe('web');
    expect(await shown('scale', 'w')).toBe('web=  :open');
    expect(await shown('cp', '')).toBe('db: web: :files :open');
    expect(await shown('completion', '')).toBe('bash zsh fish');
    expect(asked).toEqual([
      ['profiles', []],
      ['projects', ['-f', 'x']],
      ['projects', []],
      ['services', ['-f', 'x']],
      ['services', []],
      ['services', []],
    ]);
  });
});

test('the version is that of the package', async () => {
  const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as {
    default: { version: string };
  };
  expect(version).toBe(manifest.version);
});

test.each([
  ['biuld', 'build'],
  ['buld', 'build'],
  ['st', undefined],
  ['conf', 'config'],
  ['xyz', undefined],
])('%s is near %s', (word, expected) => {
  expect(nearest(word, ['build', 'config', 'stop', 'start'])).toBe(expected);
});

test.each([
  ['', []],
  ['sh -c "a b"', ['sh', '-c', 'a b']],
  ["a 'b c'd  e\\ f", ['a', 'b cd', 'e f']],
  ['"a \\" b"', ['a " b']],
  ["''", ['']],
])('%s is split as a shell does', (text, expected) => {
  expect(shellWords(text)).toEqual(expected);
});
