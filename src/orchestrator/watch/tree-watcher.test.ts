import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TreeWatcher } from './tree-watcher.ts';

let folder: string;
let watcher: TreeWatcher;
const seen = new Set<string>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tree-watcher-'));
  seen.clear();
});

afterEach(() => {
  watcher.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function watch(...roots: string[]): Promise<void> {
  watcher = new TreeWatcher({
    roots: roots.map((root) => join(folder, root)),
    skips: (path) => path.endsWith('/node_modules'),
    onChange: (paths) => {
      for (const path of paths) seen.add(path.slice(folder.length + 1));
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await watcher.start();
}

async function sees(...paths: string[]): Promise<void> {
  await expect.poll(() => [...seen].sort()).toEqual(paths.sort());
  seen.clear();
}

test('a file that is made, written, and removed', async () => {
  write('src/old');
  await watch('src');
  write('src/new');
  await sees('src/new');
  write('src/old', 'other');
  await sees('src/old');
  rmSync(join(folder, 'src/old'));
  await sees('src/old');
});

test('a folder that is made with what is in it, and what happens in it then', async () => {
  write('src/a');
  await watch('src');
  write('src/deep/er/f');
  await sees('src/deep', 'src/deep/er', 'src/deep/er/f');
  write('src/deep/er/g');
  await sees('src/deep/er/g');
});

test('a folder that is removed, and one that is moved, with all that was in it', async () => {
  write('src/one/f');
  write('src/two/deep/g');
  await watch('src');
  rmSync(join(folder, 'src/one'), { recursive: true });
  renameSync(join(folder, 'src/two'), join(folder, 'src/three'));
  await sees(
    'src/one',
    'src/one/f',
    ...['two', 'three'].flatMap((name) => [`src/${name}`, `src/${name}/deep`, `src/${name}/deep/g`]),
  );
});

test('a folder that another takes the place of', async () => {
  write('src/one/old');
  write('new/fresh');
  await watch('src');
  renameSync(join(folder, 'src/one'), join(folder, 'gone'));
  renameSync(join(folder, 'new'), join(folder, 'src/one'));
  await sees('src/one', 'src/one/old', 'src/one/fresh');
  write('src/one/later');
  await sees('src/one/later');
});

test('an editor that writes beside the file and renames: only the file', async () => {
  write('src/code');
  await watch('src');
  write('src/code.tmp');
  renameSync(join(folder, 'src/code.tmp'), join(folder, 'src/code'));
  await sees('src/code');
});

test('a single file, also when it is replaced; not its neighbours', async () => {
  write('conf/app.ini');
  await watch('conf/app.ini');
  write('conf/other');
  write('conf/draft');
  renameSync(join(folder, 'conf/draft'), join(folder, 'conf/app.ini'));
  await sees('conf/app.ini');
});

test('a path that comes later, goes, and comes again', async () => {
  await watch('later/src');
  write('later/src/f');
  await sees('later/src/f');
  rmSync(join(folder, 'later'), { recursive: true });
  await sees('later/src', 'later/src/f');
  write('later/src/g');
  await sees('later/src/g');
});

test('nothing in a folder that is skipped', async () => {
  write('src/node_modules/x/y');
  await watch('src');
  write('src/node_modules/x/z');
  write('src/last');
  await sees('src/last');
});

test('more changes than the kernel keeps events of', async () => {
  for (const name of ['a', 'b', 'c', 'd']) write(`src/old/${name}`);
  await watch('src');
  // Nothing is read from the kernel meanwhile; it keeps 16,384 events and drops those after them.
  for (let round = 0; round < 10_000; round++)
    for (const name of ['a', 'b']) chmodSync(join(folder, 'src/old', name), 0o600 + (round % 2));
  write('src/old/c', 'other');
  write('src/made/one');
  rmSync(join(folder, 'src/old/d'));
  await sees('src/made', 'src/made/one', ...['a', 'b', 'c', 'd'].map((name) => `src/old/${name}`));
  write('src/made/two');
  await sees('src/made/two');
});
