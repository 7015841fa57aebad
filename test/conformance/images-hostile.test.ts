/** Archives that want out of their folder, or to break the engine. Needs root, as the engine's extraction does. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestImages, type TestImages } from '../support/images-room.ts';
import { type Member, streamOf, tarOf } from '../support/tar.ts';

let folder: string;
let target: string;
let room: TestImages;

beforeEach(async () => {
  folder = mkdtempSync('/var/tmp/tutti-hostile-');
  target = join(folder, 'target');
  mkdirSync(target);
  writeFileSync(join(folder, 'outside'), 'untouched');
  room = await openTestImages();
});

afterEach(async () => {
  await room[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Unpacks, whether that works or not; then nothing beside the target may have changed. */
async function unpack(members: Member[]): Promise<unknown> {
  const outcome = await room.images.unpack(streamOf(tarOf(members)), target).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(readdirSync(folder).sort()).toEqual(['outside', 'target']);
  expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('untouched');
  expect(existsSync('/tutti-hostile')).toBe(false);
  return outcome;
}

/** What importing fails with, if it does. */
async function asLayer(members: Member[]): Promise<unknown> {
  return await room.images.importRootfs(streamOf(tarOf(members)), {}).catch((error: unknown) => error);
}

/** What loading fails with, if it does. */
async function load(members: Member[]): Promise<unknown> {
  return await room.images.load(streamOf(tarOf(members)), () => {}).catch((error: unknown) => error);
}

describe('names that climb out are refused', () => {
  test.each(['../outside', 'a/../../outside', './../outside', '..', 'a/b/../../../outside', '/../outside'])(
    '%s',
    async (name) => {
      expect(await unpack([{ name, content: 'evil' }])).toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('points outside of its folder'),
      });
    },
  );
});

test('absolute names count from the folder', async () => {
  expect(await unpack([{ name: '/tutti-hostile', content: 'x' }])).toBeUndefined();
  expect(readFileSync(join(target, 'tutti-hostile'), 'utf8')).toBe('x');
});

describe('links lead nowhere but into the folder', () => {
  test('writing through a symlink to an absolute folder', async () => {
    await unpack([
      { name: 'link', type: 'symlink', linkName: folder },
      { name: 'link/outside', content: 'evil' },
    ]);
  });

  test('writing through a symlink that climbs', async () => {
    await unpack([
      { name: 'link', type: 'symlink', linkName: '../..' },
      { name: `link/${folder}/outside`, content: 'evil' },
      { name: 'link/tutti-hostile', content: 'evil' },
    ]);
    expect(readFileSync(join(target, 'tutti-hostile'), 'utf8')).toBe('evil');
  });

  test('a chain of symlinks, each harmless', async () => {
    await unpack([
      { name: 'a', type: 'symlink', linkName: '.' },
      { name: 'a/b', type: 'symlink', linkName: '..' },
      { name: 'b/c', type: 'symlink', linkName: '..' },
      { name: 'b/c/outside', content: 'evil' },
    ]);
  });

  test('a file in the place of a symlink replaces the link, not what it points to', async () => {
    const outcome = await unpack([
      { name: 'link', type: 'symlink', linkName: join(folder, 'outside') },
      { name: 'link', content: 'mine' },
    ]);
    expect(outcome).toBeUndefined();
    expect(lstatSync(join(target, 'link')).isFile()).toBe(true);
  });

  test.each(['../outside', '/../outside', 'a/../../outside'])('hardlink to %s', async (linkName) => {
    expect(await unpack([{ name: 'hard', type: 'hardlink', linkName }])).toMatchObject({ kind: 'invalid' });
  });

  test('hardlink through a symlink to what is outside', async () => {
    const outcome = await unpack([
      { name: 'link', type: 'symlink', linkName: folder },
      { name: 'hard', type: 'hardlink', linkName: 'link/outside' },
    ]);
    expect(outcome).toMatchObject({ kind: 'invalid' });
    expect(statSync(join(folder, 'outside')).nlink).toBe(1);
  });

  test('attributes of a folder are not set through a symlink', async () => {
    const before = statSync(folder).mode;
    await unpack([
      { name: 'link', type: 'symlink', linkName: folder },
      { name: 'link/', type: 'directory', mode: 0o777, uid: 12345 },
    ]);
    expect(statSync(folder).mode).toBe(before);
    expect(statSync(folder).uid).toBe(0);
  });
});

describe('deletions hide nothing outside', () => {
  test.each(['.wh.', '.wh...', '.wh..', 'a/.wh...'])('%s', async (name) => {
    expect(await asLayer([{ name }])).toMatchObject({ kind: 'invalid' });
  });

  test('an archive cannot write marks of overlayfs', async () => {
    const attributes = new Map([
      ['trusted.overlay.redirect', Buffer.from('/../../etc')],
      ['user.overlay.opaque', Buffer.from('y')],
      ['user.kept', Buffer.from('yes')],
    ]);
    await asLayer([{ name: 'folder/', attributes }]);
    const { layers } = room.images.find(room.images.list()[0]?.Id ?? '') ?? { layers: [] };
    const packed = room.images.pack(layers[0]?.dir ?? '');
    const text = Buffer.concat(await packed.toArray()).toString('latin1');
    expect(text).toContain('SCHILY.xattr.user.kept=yes');
    expect(text).not.toContain('overlay');
  });
});

describe('damaged archives are refused with a sentence', () => {
  const good = tarOf([{ name: 'file', content: 'x'.repeat(5000) }]);

  test.each([
    ['cut in a file', good.subarray(0, 2000)],
    ['cut in a header', good.subarray(0, 300)],
    ['compressed and cut', gzipSync(good).subarray(0, 60)],
    ['noise', Buffer.from('this is no archive at all'.repeat(100))],
    ['a wrong checksum', Buffer.concat([Buffer.from([1]), good.subarray(1)])],
    ['a broken frame of zstd', Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.alloc(2000, 7)])],
    ['a broken stream of xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), Buffer.alloc(2000, 7)])],
  ])('%s', async (_, bytes) => {
    await expect(room.images.unpack(streamOf(bytes), target)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('Error processing tar file'),
    });
  });

  test('a header that announces a gigabyte of names', async () => {
    const bytes = tarOf([{ name: 'x', content: '' }]);
    bytes.write('L', 156);
    bytes.write('07777777777', 124);
    let sum = 0;
    bytes.write('        ', 148);
    for (const byte of bytes.subarray(0, 512)) sum += byte;
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    await expect(room.images.unpack(streamOf(bytes), target)).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('image archives that lie', () => {
  test('a layer that is a link to a file of the host', async () => {
    const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['x:1'], Layers: ['layer.tar'] }]);
    const outcome = await load([
      { name: 'manifest.json', content: manifest },
      { name: 'config.json', content: '{"rootfs":{"type":"layers","diff_ids":["sha256:x"]}}' },
      { name: 'layer.tar', type: 'symlink', linkName: '/etc/passwd' },
    ]);
    expect(outcome).toMatchObject({ kind: 'invalid', message: expect.stringContaining('outside') });
  });

  test('a configuration above the archive', async () => {
    const manifest = JSON.stringify([{ Config: '../../../etc/passwd', RepoTags: null, Layers: [] }]);
    expect(await load([{ name: 'manifest.json', content: manifest }])).toMatchObject({ kind: 'invalid' });
  });

  test('a layer that is not what the configuration says', async () => {
    const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['x:1'], Layers: ['layer.tar'] }]);
    const diffId = `sha256:${'0'.repeat(64)}`;
    const outcome = await load([
      { name: 'manifest.json', content: manifest },
      { name: 'config.json', content: JSON.stringify({ rootfs: { type: 'layers', diff_ids: [diffId] } }) },
      { name: 'layer.tar', content: tarOf([{ name: 'file', content: 'x' }]) },
    ]);
    expect(outcome).toMatchObject({ kind: 'invalid', message: expect.stringContaining('invalid diffID') });
    expect(room.images.list()).toEqual([]);
    expect(room.images.layersSize()).toBe(0);
  });

  test('no image at all', async () => {
    expect(await load([{ name: 'hello', content: 'x' }])).toMatchObject({
      kind: 'invalid',
      message: 'invalid archive: does not contain a manifest.json',
    });
  });
});
