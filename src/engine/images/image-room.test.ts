import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Images, Layer, StoredImage } from './contract.ts';
import { openImages } from './index.ts';

let root: string;
let images: Images;
let events: string[];

const open = (): Promise<Images> =>
  openImages({
    paths: { root, run: root },
    events: { emit: (_, action, id) => void events.push(`${action} ${id}`), subscribe: () => () => {} },
    env: {},
  });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'images-'));
  events = [];
  images = await open();
});
afterEach(async () => {
  await images.close();
  rmSync(root, { recursive: true, force: true });
});

async function layer(content: string): Promise<Layer> {
  const draft = await images.beginLayer();
  writeFileSync(join(draft.upperDir, 'file'), content);
  return await draft.commit();
}

interface Wanted {
  tags?: string[];
  layers?: Layer[];
  parent?: string;
  created?: string;
  labels?: Record<string, string>;
}

async function add({ tags = [], layers, parent, created, labels }: Wanted): Promise<StoredImage> {
  return await images.addImage({
    config: {
      created: created ?? '2026-01-01T00:00:00Z',
      architecture: 'amd64',
      os: 'linux',
      config: labels ? { Labels: labels } : {},
    },
    layers: layers ?? [await layer('content')],
    tags,
    ...(parent === undefined ? {} : { parent }),
  });
}

function ids(filters: Record<string, string[]>): string[] {
  return images.list(filters).map(({ Id }) => Id);
}

const user = { id: 'c'.repeat(64), name: 'web' };

describe('finding', () => {
  test('by every form of the name, by id and its beginning', async () => {
    const { id } = await add({ tags: ['redis:6.0-alpine', 'redis'] });
    const names = [
      'redis:6.0-alpine',
      'docker.io/library/redis',
      'redis:latest',
      id,
      id.slice(7),
      id.slice(0, 20),
    ];
    for (const name of names) expect(images.find(name)?.id).toBe(id);
    for (const name of ['redis:7', 'quay.io/redis', 'Redis', '', '0'.repeat(64)]) {
      expect(images.find(name)).toBeUndefined();
    }
    expect(images.find(id)?.repoTags).toEqual(['redis:6.0-alpine', 'redis:latest']);
    expect(() => images.inspect('redis:7')).toThrow('No such image: redis:7');
    expect(() => images.inspect('nothing')).toThrow('No such image: nothing:latest');
  });

  test('a tag moves from one image to the next', async () => {
    const first = await add({ tags: ['app'] });
    const second = await add({ tags: ['app'] });
    expect(images.find('app')?.id).toBe(second.id);
    expect(images.find(first.id)?.repoTags).toEqual([]);
    await images.tag(first.id, 'localhost:5000/team/app', 'v1');
    expect(images.find('localhost:5000/team/app:v1')?.id).toBe(first.id);
    await expect(images.tag('app', 'Bad', 'x')).rejects.toThrow('must be lowercase');
    expect(events.at(-1)).toBe(`tag ${first.id}`);
  });
});

describe('listing', () => {
  test('newest first, with filters', async () => {
    const old = await add({
      tags: ['a/old:1'],
      created: '2020-01-01T00:00:00Z',
      labels: { stage: 'test', x: '' },
    });
    const middle = await add({ tags: ['b/middle:2'], created: '2021-01-01T00:00:00Z' });
    const nameless = await add({ created: '2022-01-01T00:00:00Z' });
    expect(ids({})).toEqual([nameless.id, middle.id, old.id]);
    expect(ids({ dangling: ['true'] })).toEqual([nameless.id]);
    expect(ids({ dangling: ['false'] })).toEqual([middle.id, old.id]);
    expect(ids({ label: ['stage=test'] })).toEqual([old.id]);
    expect(ids({ label: ['stage', 'x'] })).toEqual([old.id]);
    expect(ids({ 'label!': ['stage'] })).toEqual([nameless.id, middle.id]);
    expect(ids({ reference: ['a/*'] })).toEqual([old.id]);
    expect(ids({ reference: ['*/middle:?', 'nothing'] })).toEqual([middle.id]);
    expect(ids({ reference: ['*'] })).toEqual([]);
    expect(ids({ before: ['b/middle:2'] })).toEqual([old.id]);
    expect(ids({ since: ['a/old:1'] })).toEqual([nameless.id, middle.id]);
    expect(ids({ until: ['2020-06-01'] })).toEqual([old.id]);
    expect(() => ids({ colour: ['red'] })).toThrow("invalid filter 'colour'");
    expect(() => ids({ dangling: ['maybe'] })).toThrow("invalid filter 'dangling=[maybe]'");
  });

  test('steps in between are shown only when asked for; shared layers are counted', async () => {
    const shared = await layer('12345');
    const step = await add({ layers: [shared] });
    await add({ tags: ['app'], layers: [shared, await layer('123')], parent: step.id });
    expect(images.list()).toHaveLength(1);
    expect(images.list({}, { all: true })).toHaveLength(2);
    expect(images.list()[0]).toMatchObject({ Size: 8, SharedSize: 5, ParentId: step.id, Containers: 0 });
    expect(images.layersSize()).toBe(8);
  });
});

describe('removing, by the rules of Docker', () => {
  test('one of several names only takes the name', async () => {
    const { id } = await add({ tags: ['app:1', 'app:2'] });
    expect(await images.remove('app:1', {})).toEqual([{ Untagged: 'app:1' }]);
    const entries = await images.remove('app:2', {});
    expect(entries.slice(0, 2)).toEqual([{ Untagged: 'app:2' }, { Deleted: id }]);
    expect(images.layersSize()).toBe(0);
    expect(events.slice(-3)).toEqual([`untag ${id}`, `untag ${id}`, `delete ${id}`]);
    await expect(images.remove('app:2', {})).rejects.toThrow('No such image: app:2');
  });

  test('by id: several names need force', async () => {
    const { id } = await add({ tags: ['app:1', 'other:2'] });
    const short = id.slice(7, 19);
    await expect(images.remove(id, {})).rejects.toThrow(
      `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
    );
    expect(images.find('app:1')).toBeDefined();
    expect(await images.remove(short, { force: true })).toContainEqual({ Deleted: id });
  });

  test('what containers use stays', async () => {
    const { id } = await add({ tags: ['app:1'] });
    const [container, short] = ['c'.repeat(12), id.slice(7, 19)];
    let running = true;
    images.usedBy((imageId) => (imageId === id ? [{ ...user, running }] : []));
    await expect(images.remove('app:1', {})).rejects.toThrow(
      `conflict: unable to remove repository reference "app:1" (must force) - container ${container} is using its referenced image ${short}`,
    );
    await expect(images.remove(id, { force: true })).rejects.toThrow(
      `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${container}`,
    );
    running = false;
    await expect(images.remove(id, {})).rejects.toThrow(
      `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ${container}`,
    );
    expect(await images.remove(id, { force: true })).toContainEqual({ Deleted: id });
    expect(images.list({}, { all: true })).toEqual([]);
    expect(images.find('app:1')).toBeUndefined();
    // The stopped container can still be started.
    expect(existsSync(images.find(id)?.layers[0]?.dir ?? '')).toBe(true);
    images.usedBy(() => []);
    await images.prune({});
    expect(images.layersSize()).toBe(0);
  });

  test('parents: not while they have children, and together with the last one', async () => {
    const base = await layer('base');
    const step = await add({ layers: [base] });
    const app = await add({ tags: ['app'], layers: [base, await layer('top')], parent: step.id });
    await expect(images.remove(step.id, { force: true })).rejects.toThrow('image has dependent child images');
    const entries = await images.remove('app', {});
    expect(entries).toContainEqual({ Deleted: app.id });
    expect(entries).toContainEqual({ Deleted: step.id });
    expect(readdirSync(join(root, 'images/layers'))).toEqual([]);
  });

  test("layers that others have, or the builder's cache, stay", async () => {
    const [shared, cached] = [await layer('shared'), await layer('cached')];
    await add({ tags: ['a'], layers: [shared, cached] });
    await add({ tags: ['b'], layers: [shared] });
    let kept = [cached.id];
    images.keepLayers(() => kept);
    await images.remove('a', {});
    expect(readdirSync(join(root, 'images/layers')).sort()).toEqual([shared.id, cached.id].sort());
    kept = [];
    expect(await images.dropUnusedLayers()).toBe(6);
    expect(readdirSync(join(root, 'images/layers'))).toEqual([shared.id]);
  });
});

test('prune takes the nameless, or with dangling=false all that nobody uses', async () => {
  const used = await add({ tags: ['used'] });
  const idle = await add({ tags: ['idle:1', 'idle:2'] });
  const nameless = await add({});
  images.usedBy((id) => (id === used.id ? [{ ...user, running: true }] : []));
  const first = await images.prune({});
  expect(first.ImagesDeleted?.[0]).toEqual({ Deleted: nameless.id });
  expect(first.SpaceReclaimed).toBe(7);
  const second = await images.prune({ dangling: ['false'] });
  expect(second.ImagesDeleted).toContainEqual({ Deleted: idle.id });
  expect(images.list().map(({ Id }) => Id)).toEqual([used.id]);
  expect(await images.prune({ dangling: ['false'] })).toEqual({ ImagesDeleted: null, SpaceReclaimed: 0 });
});

describe('after a restart', () => {
  test('everything is there again, and what was half made is gone', async () => {
    const { id, layers } = await add({ tags: ['app:1'], labels: { a: 'b' } });
    await images.beginLayer();
    // As a killed engine leaves it: a layer renamed into place, and the index not written yet.
    mkdirSync(join(root, 'images/layers/0123456789ab'));
    writeFileSync(join(root, 'images/blobs/half'), '');
    await images.close();
    images = await open();
    expect(images.find('app:1')).toMatchObject({ id, layers, repoTags: ['app:1'] });
    expect(images.list()[0]?.Labels).toEqual({ a: 'b' });
    expect(readdirSync(join(root, 'images/staging'))).toEqual([]);
    expect(readdirSync(join(root, 'images/layers'))).toEqual([layers[0]?.id]);
    expect(readdirSync(join(root, 'images/blobs'))).toEqual([id.slice(7)]);
  });

  test('a damaged index stops the engine before it deletes anything', async () => {
    await add({ tags: ['app:1'] });
    await images.close();
    const index = join(root, 'images/index.json');
    const text = readFileSync(index, 'utf8');
    writeFileSync(index, text.slice(0, 100));
    await expect(open()).rejects.toThrow(`the list of images ${index} is damaged`);
    expect(readdirSync(join(root, 'images/layers'))).toHaveLength(1);
    writeFileSync(index, text);
    images = await open();
    expect(images.find('app:1')).toBeDefined();
  });
});
