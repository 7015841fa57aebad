/** Names that stand for several images, and things in registries that are no images. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importAs, openTestImages, rootfs } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { streamOf } from '../support/tar.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

const index = 'application/vnd.oci.image.index.v1+json';
const list = 'application/vnd.docker.distribution.manifest.list.v2+json';
const manifest = 'application/vnd.docker.distribution.manifest.v2+json';

/** Puts a manifest as it is; its digest. */
async function put(repository: string, tag: string, mediaType: string, content: object): Promise<string> {
  const body = JSON.stringify(content);
  const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
  const answer = await fetch(url, { method: 'PUT', headers: { 'Content-Type': mediaType }, body });
  expect(answer.status, await answer.text()).toBe(201);
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

async function get(repository: string, reference: string): Promise<{ size: number; digest: string }> {
  const url = `http://${registry.host}/v2/${repository}/manifests/${reference}`;
  const answer = await fetch(url, { headers: { Accept: manifest } });
  const bytes = await answer.arrayBuffer();
  return { size: bytes.byteLength, digest: answer.headers.get('docker-content-digest') ?? '' };
}

test.each([
  ['OCI', index],
  ['Docker', list],
])('of an index in the form of %s the image for the platform is taken', async (_, mediaType) => {
  await using here = await openTestImages();
  const repository = `multi-${mediaType.length}`;
  const ids: Record<string, string> = {};
  const manifests: object[] = [];
  for (const architecture of ['amd64', 's390x']) {
    const repo = `${registry.host}/${repository}`;
    const platform = `linux/${architecture}`;
    const options = { repo, tag: architecture, platform };
    ids[architecture] = (await here.images.importRootfs(streamOf(rootfs), options)).id;
    await here.images.push(`${repo}:${architecture}`);
    const pushed = await get(repository, architecture);
    manifests.push({ mediaType: manifest, ...pushed, platform: { os: 'linux', architecture } });
  }
  const digest = await put(repository, 'all', mediaType, { schemaVersion: 2, mediaType, manifests });
  await using room = await openTestImages();
  const name = `${registry.host}/${repository}:all`;
  const pulled = await room.images.pull(name, { platform: 'linux/s390x' });
  expect(pulled.id).toBe(ids.s390x);
  expect(pulled.repoDigests).toEqual([`${registry.host}/${repository}@${digest}`]);
  expect((await room.images.pull(name, { platform: 'linux/amd64' })).id).toBe(ids.amd64);
  expect((await room.images.remoteDigest(name)).Platforms).toHaveLength(2);
  await expect(room.images.pull(name, { platform: 'linux/riscv64' })).rejects.toMatchObject({
    kind: 'not-found',
    message: 'no matching manifest for linux/riscv64 in the manifest list entries',
  });
});

test('an artifact that is no image is refused by its type', async () => {
  await using room = await openTestImages();
  await importAs(room, `${registry.host}/artifact:image`);
  await room.images.push(`${registry.host}/artifact:image`);
  const url = `http://${registry.host}/v2/artifact/manifests/image`;
  const answer = await fetch(url, { headers: { Accept: manifest } });
  const content = (await answer.json()) as { config: object; layers: object[] };
  const config = { ...content.config, mediaType: 'application/vnd.example.chart' };
  const oci = 'application/vnd.oci.image.manifest.v1+json';
  await put('artifact', 'chart', oci, { ...content, mediaType: oci, config });
  await using other = await openTestImages();
  await expect(other.images.pull(`${registry.host}/artifact:chart`)).rejects.toThrow(
    'this is no container image but an artifact of type "application/vnd.example.chart"',
  );
});
