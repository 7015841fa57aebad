import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEvents } from '../events.ts';
import { openVolumes, type Volumes } from './index.ts';

let root: string;
let volumes: Volumes;

const open = (): Volumes => openVolumes({ paths: { root, run: root }, events: createEvents() });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-volumes-'));
  volumes = open();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a volume outlives the engine, and making it again gives the same', async () => {
  const made = await volumes.create({ Name: 'data', Labels: { a: 'b' } });
  expect(made).toMatchObject({
    Name: 'data',
    Driver: 'local',
    Labels: { a: 'b' },
    Options: null,
    Scope: 'local',
  });
  expect(statSync(made.Mountpoint).mode & 0o777).toBe(0o755);
  expect(open().inspect('data')).toEqual(made);
  expect(await volumes.create({ Name: 'data', Labels: { a: 'other' } })).toEqual(made);
});

test('one without a name is anonymous, and all that an ordinary prune takes', async () => {
  const { Name } = await volumes.create({});
  expect(Name).toMatch(/^[0-9a-f]{64}$/);
  await volumes.create({ Name: 'named' });
  writeFileSync(join(volumes.inspect(Name).Mountpoint, 'file'), '12345');
  expect(await volumes.prune({})).toEqual({ VolumesDeleted: [Name], SpaceReclaimed: 5 });
  expect(await volumes.prune({ all: ['true'] })).toMatchObject({ VolumesDeleted: ['named'] });
  expect(volumes.list()).toEqual([]);
});

test('what a container uses is neither removed nor pruned', async () => {
  await volumes.create({ Name: 'used' });
  volumes.usedBy((name) => (name === 'used' ? ['c1', 'c2'] : []));
  await expect(volumes.remove('used', { force: true })).rejects.toThrow(
    'remove used: volume is in use - [c1, c2]',
  );
  expect(await volumes.prune({ all: ['1'] })).toMatchObject({ VolumesDeleted: [] });
  expect(volumes.list({ dangling: ['true'] })).toEqual([]);
  expect(volumes.list({ dangling: ['false'] })).toHaveLength(1);
});

test.each([
  [{ Name: 'a/b' }, 'create a/b: "a/b" includes invalid characters for a local volume name'],
  [{ Name: '..' }, 'includes invalid characters'],
  [{ Name: 'x' }, 'create x: volume name is too short'],
  [{ Name: 'ok', Driver: 'nosuch' }, 'error looking up volume plugin nosuch: plugin "nosuch" not found'],
  [{ Name: 'ok', DriverOpts: { foo: 'bar' } }, 'create ok: invalid option: "foo"'],
  [{ Name: 'ok', DriverOpts: { type: 'nfs' } }, 'create ok: missing required option: "device"'],
  [{ Name: 'ok', DriverOpts: { device: '/tmp' } }, 'create ok: missing required option: "type"'],
])('%j is refused', async (request, message) => {
  await expect(volumes.create(request)).rejects.toThrow(message);
  expect(volumes.list()).toEqual([]);
});

test('an unknown volume is named, unless it may be missing', async () => {
  expect(() => volumes.inspect('nosuch')).toThrow('get nosuch: no such volume');
  await expect(volumes.remove('nosuch', {})).rejects.toThrow('get nosuch: no such volume');
  await volumes.remove('nosuch', { force: true });
});

test('an empty volume takes over what the image has, one with files does not', async () => {
  const source = mkdtempSync(join(tmpdir(), 'tutti-image-'));
  try {
    writeFileSync(join(source, 'config'), 'from the image', { mode: 0o640 });
    const { Mountpoint } = await volumes.create({ Name: 'data' });
    await volumes.copyUp('data', source);
    expect(readFileSync(join(Mountpoint, 'config'), 'utf8')).toBe('from the image');
    expect(statSync(join(Mountpoint, 'config')).mode & 0o777).toBe(0o640);
    expect(statSync(Mountpoint).mode & 0o777).toBe(0o700);
    writeFileSync(join(source, 'later'), '');
    await volumes.copyUp('data', source);
    expect(readdirSync(Mountpoint)).toEqual(['config']);
  } finally {
    rmSync(source, { recursive: true });
  }
});

test('filters by name and labels', async () => {
  await volumes.create({ Name: 'web-data', Labels: { project: 'web', kind: 'db' } });
  await volumes.create({ Name: 'api-data', Labels: { project: 'api' } });
  const names = (filters: Record<string, string[]>): string[] =>
    volumes.list(filters).map(({ Name }) => Name);
  expect(names({ name: ['web'] })).toEqual(['web-data']);
  expect(names({ label: ['project'] })).toEqual(['api-data', 'web-data']);
  expect(names({ label: ['project=web', 'kind=db'] })).toEqual(['web-data']);
  expect(names({ label: ['project=web', 'kind=cache'] })).toEqual([]);
  expect(() => names({ colour: ['red'] })).toThrow("invalid filter 'colour'");
});

test('a removed volume is gone from the disk', async () => {
  const { Mountpoint } = await volumes.create({ Name: 'data' });
  await volumes.remove('data', {});
  expect(existsSync(Mountpoint)).toBe(false);
  expect(open().find('data')).toBeUndefined();
});
