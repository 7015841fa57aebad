import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packContext } from './pack-context.ts';
import { packPath } from './pack-path.ts';
import { tarHeader, tarOf } from './tar.ts';
import { unpackTar } from './unpack-tar.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of source) all.push(chunk);
  return Buffer.concat(all);
}

/** What GNU tar reads in an archive. */
function listed(archive: Buffer): string[] {
  return execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .sort();
}

const owner = { uid: 0, gid: 0 };

describe('an archive', () => {
  test('holds names and links of any length', () => {
    const long = `${'folder/'.repeat(30)}${'ü'.repeat(60)}`;
    const archive = tarOf([
      { path: '/short', content: Buffer.from('x'), mode: 0o400, ...owner },
      { path: long, content: Buffer.from('y'), mode: 0o644, ...owner },
    ]);
    expect(
      execFileSync('tar', ['--quoting-style=literal', '-tf', '-'], { input: archive, encoding: 'utf8' }),
    ).toBe(`short\n${long}\n`);
    const verbose = execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' });
    expect(verbose).toMatch(/^-r-------- (root|0)\/(root|0)/);
  });

  test('comes back as it was', async () => {
    mkdirSync(join(folder, 'in/deep'), { recursive: true });
    writeFileSync(join(folder, 'in/deep/file'), 'x'.repeat(1000), { mode: 0o640 });
    writeFileSync(join(folder, 'in/empty'), '');
    symlinkSync('deep/file', join(folder, 'in/link'));
    const archive = await collect(packPath(join(folder, 'in'), 'name', { followLink: false }));
    expect(listed(archive)).toEqual(['name/', 'name/deep/', 'name/deep/file', 'name/empty', 'name/link']);
    mkdirSync(join(folder, 'out'));
    await unpackTar(chunks(archive, 700), join(folder, 'out'), (name) => name);
    expect(readFileSync(join(folder, 'out/name/deep/file'), 'utf8')).toBe('x'.repeat(1000));
    expect(lstatSync(join(folder, 'out/name/deep/file')).mode & 0o777).toBe(0o640);
    expect(readlinkSync(join(folder, 'out/name/link'))).toBe('deep/file');
  });

  test('keeps hard links, times and all permissions', async () => {
    mkdirSync(join(folder, 'in/closed'), { recursive: true });
    writeFileSync(join(folder, 'in/closed/file'), 'x');
    linkSync(join(folder, 'in/closed/file'), join(folder, 'in/second'));
    symlinkSync('second', join(folder, 'in/soft'));
    chmodSync(join(folder, 'in/closed/file'), 0o4766);
    for (const name of ['closed/file', 'closed']) utimesSync(join(folder, 'in', name), 1000, 1000);
    execFileSync('touch', ['-h', '-d', '@2000', join(folder, 'in/soft')]);
    chmodSync(join(folder, 'in/closed'), 0o500);
    const archive = execFileSync('tar', ['-c', '--sort=name', '-C', join(folder, 'in'), '.']);
    await unpackTar(chunks(archive, 512), join(folder, 'out'), (name) => name);
    const out = (name: string) => lstatSync(join(folder, 'out', name));
    expect(readFileSync(join(folder, 'out/second'), 'utf8')).toBe('x');
    expect(out('second').ino).toBe(out('closed/file').ino);
    expect([out('closed/file').mode & 0o7777, out('closed').mode & 0o7777]).toEqual([0o4766, 0o500]);
    expect([out('second').mtimeMs, out('closed').mtimeMs, out('soft').mtimeMs]).toEqual([1e6, 1e6, 2e6]);
    chmodSync(join(folder, 'in/closed'), 0o700);
    chmodSync(join(folder, 'out/closed'), 0o700);
  });

  test.each([
    ['../out', [tarHeader({ path: '../out', mode: 0o644, ...owner }, '0', 0)]],
    ['a/../../out', [tarHeader({ path: 'a/../../out', mode: 0o644, ...owner }, '0', 0)]],
    [
      'a link and a file through it',
      [
        tarHeader({ path: 'link', link: '..', mode: 0o777, ...owner }, '2', 0),
        tarHeader({ path: 'link/out', mode: 0o644, ...owner }, '0', 0),
      ],
    ],
    [
      'a hard link to what lies outside',
      [tarHeader({ path: 'in', link: '../out', mode: 0o644, ...owner }, '1', 0)],
    ],
    [
      'a hard link through a link',
      [
        tarHeader({ path: 'link', link: '..', mode: 0o777, ...owner }, '2', 0),
        tarHeader({ path: 'in', link: 'link/secret', mode: 0o644, ...owner }, '1', 0),
      ],
    ],
  ])('does not write outside of its folder: %s', async (_name, entries) => {
    const archive = Buffer.concat([...entries, Buffer.alloc(1024)]);
    mkdirSync(join(folder, 'in'));
    await expect(unpackTar(chunks(archive, 512), join(folder, 'in'), (name) => name)).rejects.toMatchObject({
      code: 'archive-escapes',
    });
    expect(() => lstatSync(join(folder, 'out'))).toThrow('ENOENT');
  });

  test('replaces a link instead of writing through it', async () => {
    writeFileSync(join(folder, 'secret'), 'kept');
    mkdirSync(join(folder, 'in'));
    symlinkSync('../secret', join(folder, 'in/file'));
    await unpackTar(
      chunks(tarOf([{ path: 'file', content: Buffer.from('new'), mode: 0o644, ...owner }]), 512),
      join(folder, 'in'),
      (name) => name,
    );
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('kept');
    expect(readFileSync(join(folder, 'in/file'), 'utf8')).toBe('new');
  });
});

describe('a build context', () => {
  test('leaves out what is ignored, but never the Dockerfile', async () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    for (const file of ['Dockerfile', 'keep', 'a/drop', 'a/b/keep', 'x.log'])
      writeFileSync(join(folder, file), file);
    writeFileSync(join(folder, '.dockerignore'), '*\n!keep\n!a/b\n');
    const options = {
      dockerfile: 'Dockerfile',
      ignoreName: 'Dockerfile',
      extra: [{ path: 'extra', content: Buffer.from('e') }],
    };
    expect(listed(await collect(packContext(folder, options)))).toEqual([
      '.dockerignore',
      'Dockerfile',
      'a/b/',
      'a/b/keep',
      'extra',
      'keep',
    ]);
    writeFileSync(join(folder, 'Dockerfile.dockerignore'), 'a\n');
    expect(listed(await collect(packContext(folder, { ...options, extra: [] })))).toEqual([
      '.dockerignore',
      'Dockerfile',
      'Dockerfile.dockerignore',
      'keep',
      'x.log',
    ]);
  });

  test('that does not exist is named', async () => {
    const missing = join(folder, 'none');
    await expect(
      collect(packContext(missing, { dockerfile: 'Dockerfile', ignoreName: 'Dockerfile', extra: [] })),
    ).rejects.toMatchObject({
      code: 'build-context-not-found',
    });
  });
});
