import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFiles } from './list-files.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tutti-list-')));
  for (const name of ['compose.override.yml', 'compose.yml', 'more.yml', '.env', 'web.env', 'other.yml'])
    writeFileSync(join(folder, name), '');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('main files first, then what they include and the env files; nothing else of the folder', () => {
  const values = [
    {
      path: 'a',
      value: '',
      from: '',
      position: { file: join(folder, 'more.yml'), line: 1, column: 1 },
      steps: [],
    },
    { path: 'b', value: '', from: 'web.env:3', steps: [] },
  ];
  expect(listFiles({ files: [], folder }, values, []).map(({ name, kind }) => [name, kind])).toEqual([
    ['compose.yml', 'compose'],
    ['compose.override.yml', 'compose'],
    ['more.yml', 'compose'],
    ['.env', 'env'],
    ['web.env', 'env'],
  ]);
});

test('the files that were named count, and those that are gone do not', () => {
  const named = [join(folder, 'other.yml'), join(folder, 'gone.yml')];
  expect(listFiles({ files: named, folder }, [], []).map(({ name }) => name)).toEqual(['other.yml', '.env']);
});

test('a file that only a mistake is in can be opened to mend it', () => {
  const position = { file: join(folder, 'more.yml'), line: 2, column: 1 };
  const problem = { code: 'unknown-key', message: '', severity: 'error' as const, position };
  expect(
    listFiles({ files: [join(folder, 'compose.yml')], folder }, [], [problem]).map(({ name }) => name),
  ).toContain('more.yml');
});
