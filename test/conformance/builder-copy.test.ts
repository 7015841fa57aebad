import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getFileAttribute, setFileAttribute } from '../../src/engine/host/index.ts';
import { TestBuilder } from '../support/test-builder.ts';

let builder: TestBuilder;
beforeAll(async () => {
  builder = await TestBuilder.open();
});
afterAll(() => builder[Symbol.asyncDispose]());

/** Mode, owner and path of all below a folder, as `stat` prints them. */
const listing = (folder: string): string => `find ${folder} -exec stat -c '%a %u:%g %n' {} + | sort -k3`;

test("files of the context become root's; modes and times stay", async () => {
  const folder = builder.context({
    Dockerfile: 'FROM scratch\nCOPY a.txt /one\nCOPY sub /two\nCOPY . /all/\n',
    'a.txt': 'a',
    'sub/deep/d': 'd',
  });
  chownSync(join(folder, 'a.txt'), 1000, 1000);
  chmodSync(join(folder, 'a.txt'), 0o4750);
  chmodSync(join(folder, 'sub'), 0o700);
  chmodSync(join(folder, 'sub/deep'), 0o1770);
  utimesSync(join(folder, 'a.txt'), 1_000_000_000, 1_000_000_000);
  const { id } = await builder.build(folder);
  expect(
    builder.look(id, `${listing('one')}; ${listing('two')}; stat -c %Y one; ls all`).split('\n'),
  ).toEqual([
    '4750 0:0 one',
    '755 0:0 two',
    '1770 0:0 two/deep',
    '644 0:0 two/deep/d',
    '1000000000',
    'Dockerfile',
    'a.txt',
    'sub',
  ]);
});

test('links: a source is followed within the context, one inside a folder stays a link; one in the image leads to its place', async () => {
  const folder = builder.context({
    Dockerfile:
      'FROM busybox\nRUN mkdir /real && ln -s real /alias && ln -s ../../../../escaped /out\nCOPY link /x/\nCOPY sub /x/sub\nCOPY a.txt /alias/\nCOPY a.txt /out/\n',
    'a.txt': 'a',
    'sub/f': 'f',
  });
  symlinkSync('a.txt', join(folder, 'link'));
  symlinkSync('/etc/shadow', join(folder, 'sub/abs'));
  const { id } = await builder.build(folder);
  const shown = builder.look(id, 'ls -1 x real escaped; readlink x/sub/abs; test ! -L x/link && cat x/link');
  expect(shown.split('\n').filter(Boolean)).toEqual([
    'escaped:',
    'a.txt',
    'real:',
    'a.txt',
    'x:',
    'link',
    'sub',
    '/etc/shadow',
    'a',
  ]);
  symlinkSync('/etc/hostname', join(folder, 'outside'));
  const { message } = await builder.fail(folder, { dockerfileText: 'FROM scratch\nCOPY outside /\n' });
  expect(message).toContain('failed to compute cache key: failed to calculate checksum of ref');
  expect(message).toContain('"/outside": not found');
});

test('owners and modes as asked for, names looked up in the image', async () => {
  const folder = builder.context({
    Dockerfile:
      'FROM busybox\nRUN echo app:x:10:20::/:/bin/sh >> /etc/passwd && echo grp:x:30: >> /etc/group\nCOPY --chown=app:grp --chmod=u=rwX,go= sub /new/place\nCOPY --chown=7 sub/f /seven\n',
    'sub/f': 'f',
    'sub/d/g': 'g',
  });
  const { id } = await builder.build(folder);
  expect(builder.look(id, `${listing('new')}; ${listing('seven')}`).split('\n')).toEqual([
    '755 10:30 new',
    '755 10:30 new/place',
    '700 10:30 new/place/d',
    '600 10:30 new/place/d/g',
    '600 10:30 new/place/f',
    '644 7:7 seven',
  ]);
  const unknown = await builder.build(folder, {
    dockerfileText: 'FROM busybox\nCOPY --chown=nobody-here:nowhere sub/f /x\n',
  });
  expect(builder.look(unknown.id, listing('x'))).toBe('644 0:0 x');
  expect(unknown.output).toContain('user nobody-here is not in /etc/passwd of the image');
});

test("files of a stage keep their owners; the folder that they go into does not take its source's", async () => {
  const { id } = await builder.build([
    'FROM busybox AS made',
    'RUN mkdir -p /o/p && echo x > /o/f && chown -R 12:34 /o && chmod 710 /o /o/p',
    'FROM scratch',
    'COPY --from=made /o /copied',
    'COPY --from=made /o/f /file',
    'COPY --from=busybox /bin/busybox /bb',
  ]);
  expect(builder.look(id, `${listing('copied')}; ${listing('file')}; test -x bb`).split('\n')).toEqual([
    '755 0:0 copied',
    '644 12:34 copied/f',
    '710 12:34 copied/p',
    '644 12:34 file',
  ]);
});

test("folders merge; a file cannot take a folder's place, nor a folder a file's", async () => {
  const folder = builder.context({ 'sub/a': 'new\n', 'sub/dir/b': 'b', file: 'f' });
  const base = ['FROM busybox', 'RUN mkdir -p /to/dir /to/keep && echo old > /to/a && chmod 700 /to/dir'];
  const text = [...base, 'COPY sub /to/'].join('\n');
  const { id } = await builder.build(folder, { dockerfileText: text });
  expect(builder.look(id, 'cat to/a; ls to to/dir; stat -c %a to/dir').split(/\s+/)).toEqual([
    'new',
    'to:',
    'a',
    'dir',
    'keep',
    'to/dir:',
    'b',
    '755',
  ]);
  const over = await builder.fail(folder, {
    dockerfileText: [...base, 'COPY file /to/x/', 'COPY sub /to/a'].join('\n'),
  });
  expect(over.message).toContain('cannot copy to non-directory: /to/a');
});

test('holes, several names of one file, attributes', async () => {
  const folder = builder.context({ 'sub/sparse': 'begin', 'sub/one': 'same' });
  truncateSync(join(folder, 'sub/sparse'), 16 << 20);
  linkSync(join(folder, 'sub/one'), join(folder, 'sub/two'));
  mkdirSync(join(folder, 'sub/caps'));
  const { id } = await builder.build(folder, { dockerfileText: 'FROM scratch\nCOPY sub /x\n' });
  const [blocks, size, names] = builder
    .look(id, 'stat -c %b x/sparse; stat -c %s x/sparse; stat -c %h x/one')
    .split('\n')
    .map(Number);
  expect(blocks).toBeLessThan(64);
  expect(size).toBe(16 << 20);
  expect(names).toBe(2);
});

test('--parents and --exclude', async () => {
  const folder = builder.context({ 'src/lib/a.ts': '', 'src/lib/a.md': '', 'src/b.ts': '', 'docs/c.md': '' });
  const text =
    'FROM scratch\nCOPY --parents --exclude=**/*.md src/./lib docs /p/\nCOPY --exclude=*.md --parents **/*.ts /q/\n';
  const { id } = await builder.build(folder, { dockerfileText: text });
  expect(builder.look(id, 'find p q -type f | sort').split('\n')).toEqual([
    'p/lib/a.ts',
    'q/src/b.ts',
    'q/src/lib/a.ts',
  ]);
});

test('documents in the Dockerfile, with variables or without', async () => {
  const { id } = await builder.build([
    'FROM busybox',
    'ENV NAME=world',
    'COPY <<one <<-"two" /docs/',
    'hello "$NAME"',
    'one',
    '\thello $NAME',
    'two',
    'COPY --chmod=700 <<EOF /script',
    '#!/bin/sh',
    'EOF',
  ]);
  expect(builder.look(id, 'cat docs/one docs/two; stat -c %a docs/one script').split('\n')).toEqual([
    'hello "world"',
    'hello $NAME',
    '644',
    '700',
  ]);
});

test('ADD unpacks archives of every compression, COPY does not; what merely looks like one is copied', async () => {
  const folder = builder.context({ 'tree/in/file': 'x', 'plain.gz': '' });
  const made = { gz: 'z', xz: 'J', bz2: 'j', zst: '-zstd' };
  for (const [end, flag] of Object.entries(made)) {
    const option = flag.length === 1 ? `-c${flag}f` : '-cf';
    const extra = flag.length === 1 ? [] : [`-${flag}`];
    execFileSync('tar', [...extra, option, join(folder, `a.${end}`), '-C', join(folder, 'tree'), '.']);
  }
  execFileSync('sh', ['-c', 'echo text | gzip > plain.gz'], { cwd: folder });
  const lines = Object.keys(made).map((end) => `ADD a.${end} /${end}/`);
  const text = ['FROM scratch', ...lines, 'ADD plain.gz /plain/', 'COPY a.gz /copied/'].join('\n');
  const { id } = await builder.build(folder, { dockerfileText: text });
  expect(builder.look(id, 'find . -type f | sort').split('\n')).toEqual([
    './bz2/in/file',
    './copied/a.gz',
    './gz/in/file',
    './plain/plain.gz',
    './xz/in/file',
    './zst/in/file',
  ]);
});

test('WORKDIR makes folders that belong to the user; --link does not look at what is below', async () => {
  const folder = builder.context({ f: 'f' });
  const text =
    'FROM busybox\nRUN ln -s /elsewhere /dir\nUSER 7:8\nWORKDIR /w/x\nCOPY --link f /dir/f\nCOPY f .\n';
  const { id } = await builder.build(folder, { dockerfileText: text });
  expect(builder.look(id, `${listing('w')}; test -L dir || cat dir/f`).split('\n')).toEqual([
    '755 7:8 w',
    '755 7:8 w/x',
    '644 0:0 w/x/f',
    'f',
  ]);
});

test('more layers than their full paths fit into one page of mount options', async () => {
  const { id, output } = await builder.build([
    'FROM busybox',
    ...Array.from({ length: 100 }, (_, number) => `WORKDIR /d${number}`),
    'RUN ls / | grep -c d',
  ]);
  expect(Number.parseInt(output, 10)).toBeGreaterThan(100);
  expect(builder.rooms.images.find(id)?.layers).toHaveLength(102);
});

test('a step in which something was replaced leaves a layer that hides it', async () => {
  const { id } = await builder.build([
    'FROM busybox',
    'RUN mkdir /dir && echo 1 > /dir/a && echo 2 > /file',
    'RUN rm -r /dir && mkdir /dir && echo 3 > /dir/b && rm /file',
  ]);
  expect(builder.look(id, 'ls dir; test -e file || echo gone').split('\n')).toEqual(['b', 'gone']);
  expect(lstatSync(builder.rooms.images.find(id)?.layers.at(-1)?.dir ?? '').isDirectory()).toBe(true);
});

test('attributes of files go with them, and count in the cache', async () => {
  const folder = builder.context({ 'sub/file': 'x', 'sub/plain': 'y' });
  const text = 'FROM scratch\nCOPY sub /x\n';
  const first = await builder.build(folder, { dockerfileText: text });
  setFileAttribute(join(folder, 'sub/file'), 'user.note', Buffer.from('kept'));
  const second = await builder.build(folder, { dockerfileText: text });
  expect(second.done).toHaveLength(1);
  const layer = (id: string): string => builder.rooms.images.find(id)?.layers[0]?.dir ?? '';
  expect(getFileAttribute(join(layer(second.id), 'x/file'), 'user.note')?.toString()).toBe('kept');
  expect(getFileAttribute(join(layer(first.id), 'x/file'), 'user.note')).toBeUndefined();
});
