/** Files of containers as archives and images: roots of such that run, files that go meanwhile, containers that never ran. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TarReader } from '../../src/engine/images/archive/tar-reader.ts';
import { openTestContainers, type TestContainers } from '../support/containers-room.ts';
import { streamOf, tarOf } from '../support/tar.ts';

let room: TestContainers;
beforeAll(async () => {
  room = await openTestContainers();
});
afterAll(async () => room[Symbol.asyncDispose]());

const sh = (script: string): string[] => ['sh', '-c', script];

async function memberNames(archive: AsyncIterable<Buffer>): Promise<string[]> {
  const names: string[] = [];
  const reader = new TarReader({ begin: ({ name }) => names.push(name), data() {}, end() {} });
  for await (const piece of archive) reader.push(piece);
  reader.finish();
  return names;
}

test("the archive of a root has no contents of /proc, /sys and /dev while it runs, and the image's when not", async () => {
  const { Id } = await room.containers.create(undefined, { Image: 'busybox', Cmd: ['sleep', '1000'] });
  await room.containers.archivePut(Id, '/dev', streamOf(tarOf([{ name: 'own', content: 'x' }])), {});
  await room.containers.start(Id);
  const kernel = async (): Promise<string[]> => {
    const { archive } = await room.containers.archiveGet(Id, '/');
    return (await memberNames(archive)).filter((name) => /^\.?\/?(proc|sys|dev)\b/.test(name));
  };
  expect(await kernel()).toEqual(['./dev/', './proc/', './sys/']);
  await room.containers.stop(Id, { timeout: 0 });
  expect(await kernel()).toContain('./dev/own');
  await room.containers.remove(Id, {});
});

test('files that come and go do not break an archive that is being made', async () => {
  const id = await room.start(
    sh(
      'mkdir /busy; echo ready; while true; do for i in $(seq 300); do : > /busy/$i; done; rm -rf /busy/*; done',
    ),
  );
  await vi.waitFor(async () => expect(await room.output(id)).toBe('ready\n'), { timeout: 10_000 });
  for (let round = 0; round < 20; round++) {
    const { archive } = await room.containers.archiveGet(id, '/busy');
    expect((await memberNames(archive))[0]).toBe('busy/');
  }
  await room.containers.remove(id, { force: true });
});

test('a container that never ran is committed as an image without another layer', async () => {
  const { Id } = await room.containers.create(undefined, { Image: 'busybox', Cmd: ['echo', 'kept'] });
  await room.containers.commit(Id, { repo: 'never-ran', pause: true });
  const layersOf = (name: string) => room.images.inspect(name).RootFS.Layers;
  expect(layersOf('never-ran')).toEqual(layersOf('busybox'));
  expect((await room.runToEnd([], { Image: 'never-ran' })).output).toBe('kept\n');
  await room.containers.remove(Id, {});
  await room.images.remove('never-ran', { force: true });
});

test('an empty archive is put, and changes nothing', async () => {
  const id = await room.start(['sleep', '1000']);
  await room.containers.archivePut(id, '/', Readable.from([]), {});
  await expect(room.containers.archivePut(id, '/', Readable.from(['hello']), {})).rejects.toThrow('EOF');
  await room.containers.remove(id, { force: true });
});
