/** `unqualified-search-registries` of registries.conf(5): where a name without a registry is looked for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importAs, openTestImages } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

let folder: string;
let first: TestRegistry;
let second: TestRegistry;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
  [first, second] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

function searching(...hosts: string[]): { TUTTI_REGISTRIES_CONF: string } {
  const file = join(folder, 'registries.conf');
  writeFileSync(file, `unqualified-search-registries = ${JSON.stringify(hosts)}\n`);
  return { TUTTI_REGISTRIES_CONF: file };
}

async function publish(name: string): Promise<string> {
  await using room = await openTestImages();
  const id = await importAs(room, name);
  await room.images.push(name);
  return id;
}

test('the first registry of the list that has it, in the order of the list', async () => {
  const id = await publish(`${second.host}/team/tool:1`);
  await using room = await openTestImages(searching(first.host, second.host));
  expect((await room.images.pull('team/tool:1')).id).toBe(id);
  // Known afterwards by the name that was asked for, as a Compose file has it.
  expect(room.images.inspect('team/tool:1').Id).toBe(id);
});

test('both have it: the first counts', async () => {
  await publish(`${second.host}/both:1`);
  await publish(`${first.host}/both:1`);
  await using room = await openTestImages(searching(first.host, '127.0.0.1:9'));
  expect((await room.images.pull('both:1')).id).toMatch(/^sha256:/);
});

test('a name with a registry is looked for there alone', async () => {
  await publish(`${second.host}/named:1`);
  await using room = await openTestImages(searching(second.host));
  await expect(room.images.pull(`${first.host}/named:1`)).rejects.toMatchObject({ kind: 'not-found' });
});

test('none has it: said of the last that was asked', async () => {
  await using room = await openTestImages(searching(first.host, second.host));
  await expect(room.images.pull('nowhere:1')).rejects.toThrow(
    `manifest for ${second.host}/nowhere:1 not found`,
  );
});
