import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PathPatterns } from '../../../shared/index.ts';
import { FileDigests } from './file-digests.ts';
import { FileTree } from './file-tree.ts';
import { digestSelection, entriesOf, type SelectOptions, select } from './select.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'select-'));
  mkdirSync(join(folder, 'src/lib'), { recursive: true });
  for (const name of ['a.txt', 'b.txt', 'c.md', 'src/x.ts', 'src/lib/y.ts'])
    writeFileSync(join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function taken(options: Partial<SelectOptions>, ignore: string[] = []): Promise<string[]> {
  const selection = select(new FileTree(folder, new PathPatterns(ignore)), {
    path: '/',
    exclude: [],
    ...options,
  });
  const names: string[] = [];
  for (const root of selection.roots) {
    for await (const { entry, path } of entriesOf(selection, root)) {
      if (entry.kind !== 'folder') names.push(path || root.name);
    }
  }
  return names;
}

test('wildcards stay within one component, and what they do not find is no error', async () => {
  expect(await taken({ path: '/*.txt' })).toEqual(['a.txt', 'b.txt']);
  expect(await taken({ path: '/src/*.ts' })).toEqual(['x.ts']);
  expect(await taken({ path: '/nothing*' })).toEqual([]);
  await expect(taken({ path: '/nothing' })).rejects.toThrow('"/nothing": not found');
});

test('ignored files are not there, but for those that are taken back', async () => {
  expect(await taken({}, ['*', '!src', 'src/lib'])).toEqual(['x.ts'].map((name) => `src/${name}`));
  expect(await taken({}, ['src', '!src/lib/y.ts'])).toEqual(['a.txt', 'b.txt', 'c.md', 'src/lib/y.ts']);
  await expect(taken({ path: '/src/x.ts' }, ['**/x.ts'])).rejects.toThrow('not found');
});

test('--exclude and --parents', async () => {
  expect(await taken({ exclude: ['**/*.txt', 'src/lib'] })).toEqual(['c.md', 'src/x.ts']);
  expect(await taken({ path: '/', include: 'src/**/*.ts' })).toEqual(['src/lib/y.ts', 'src/x.ts']);
  expect(await taken({ path: '/src', include: 'lib' })).toEqual(['lib/y.ts']);
});

test('links lead nowhere outside', async () => {
  symlinkSync('/etc', join(folder, 'outside'));
  symlinkSync('../../../../src', join(folder, 'inside'));
  symlinkSync('loop', join(folder, 'loop'));
  await expect(taken({ path: '/outside/passwd' })).rejects.toThrow('not found');
  await expect(taken({ path: '/loop' })).rejects.toThrow('not found');
  expect(await taken({ path: '/inside/x.ts' })).toEqual(['x.ts']);
});

test('the digest follows content, names and modes, not times', async () => {
  const digest = (): Promise<string> =>
    digestSelection(select(new FileTree(folder), { path: '/', exclude: [] }), new FileDigests(), false);
  const first = await digest();
  utimesSync(join(folder, 'a.txt'), 1, 1);
  expect(await digest()).toBe(first);
  chmodSync(join(folder, 'a.txt'), 0o755);
  const second = await digest();
  expect(second).not.toBe(first);
  writeFileSync(join(folder, 'a.txt'), 'other');
  expect(await digest()).not.toBe(second);
});

test('digests kept between builds notice every change', async () => {
  const file = join(folder, 'digests.json');
  const old = new Date(Date.now() - 60_000);
  const digest = async (): Promise<string> => {
    const digests = new FileDigests(file);
    const result = await digestSelection(
      select(new FileTree(folder), { path: '/src', exclude: [] }),
      digests,
      false,
    );
    await digests.save();
    return result;
  };
  utimesSync(join(folder, 'src/x.ts'), old, old);
  const first = await digest();
  expect(await digest()).toBe(first);
  writeFileSync(join(folder, 'src/x.ts'), 'SRC/X.TS');
  utimesSync(join(folder, 'src/x.ts'), old, old);
  expect(await digest()).not.toBe(first);
});
