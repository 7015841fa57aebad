import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from './file-text.ts';
import { saveFile } from './save-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-save-'));
  path = join(folder, 'compose.yml');
  writeFileSync(path, 'old\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the file gets the text, and keeps its permissions', async () => {
  chmodSync(path, 0o640);
  expect(await saveFile(path, 'new\n', digestOf('old\n'))).toEqual({
    kind: 'saved',
    digest: digestOf('new\n'),
  });
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['compose.yml']);
});

test('a file that changed meanwhile is left alone and told', async () => {
  const answer = await saveFile(path, 'mine\n', digestOf('older\n'));
  expect(answer).toEqual({ kind: 'changed', text: 'old\n', digest: digestOf('old\n') });
  expect(readFileSync(path, 'utf8')).toBe('old\n');
});

test('a link stays one: what it leads to is written', async () => {
  const link = join(folder, 'link.yml');
  symlinkSync('compose.yml', link);
  await saveFile(link, 'new\n', digestOf('old\n'));
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('new\n');
});
