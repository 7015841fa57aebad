/** The registry client against a real registry (Debian's docker-registry). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importAs, openTestImages, progressLog, rootfs } from '../support/images-room.ts';
import { freePort, startRegistry, type TestRegistry } from '../support/registry.ts';
import { streamOf } from '../support/tar.ts';

describe('a registry without authentication', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.stop());

  test('what is pushed comes back under the same id and digest, also when pushed on from there', async () => {
    await using here = await openTestImages();
    await using there = await openTestImages();
    const name = `${registry.host}/team/app:1.0`;
    const id = await importAs(here, name);
    await here.images.push(name);
    const log = progressLog();
    const pulled = await there.images.pull(name, log);
    const digest = pulled.repoDigests[0]?.split('@')[1] ?? '';
    expect(pulled.id).toBe(id);
    expect(here.images.find(id)?.repoDigests).toEqual(pulled.repoDigests);
    const layer = log.lines[1]?.slice(0, 12) ?? '';
    expect(log.lines).toEqual([
      '1.0: Pulling from team/app',
      `${layer}: Pulling fs layer`,
      `${layer}: Verifying Checksum`,
      `${layer}: Download complete`,
      `${layer}: Pull complete`,
      `Digest: ${digest}`,
      `Status: Downloaded newer image for ${name}`,
    ]);
    await there.images.tag(name, `${registry.host}/copy`, 'again');
    const pushLog = progressLog();
    await there.images.push(`${registry.host}/copy:again`, pushLog);
    expect(pushLog.lines.at(-1)).toMatch(`again: digest: ${digest} size: `);
    expect(pushLog.lines.some((line) => line.endsWith('Mounted from team/app'))).toBe(true);
    expect(there.events).toEqual([`pull ${name}`, `tag ${id}`, `push ${registry.host}/copy:again`]);
  });

  test('a second pull says that it is up to date, and one by digest works', async () => {
    await using room = await openTestImages();
    const name = `${registry.host}/digest:1`;
    const id = await importAs(room, name);
    await room.images.push(name);
    const [byDigest = ''] = room.images.find(id)?.repoDigests ?? [];
    const log = progressLog();
    await room.images.pull(name, log);
    expect(log.lines.at(-1)).toBe(`Status: Image is up to date for ${name}`);
    await using other = await openTestImages();
    const pulled = await other.images.pull(byDigest);
    expect(pulled).toMatchObject({ id, repoTags: [], repoDigests: [byDigest] });
    expect(other.images.find(byDigest)?.id).toBe(id);
  });

  test('layers made here are packed when pushed, always to the same bytes', async () => {
    await using here = await openTestImages();
    await using there = await openTestImages();
    const name = `${registry.host}/built:1`;
    const base = here.images.find(await importAs(here, `${registry.host}/base:1`));
    const draft = await here.images.beginLayer();
    mkdirSync(join(draft.upperDir, 'srv'));
    writeFileSync(join(draft.upperDir, 'srv/new'), 'made here');
    execFileSync('mknod', [join(draft.upperDir, 'sh'), 'c', '0', '0']);
    const layer = await draft.commit();
    const layers = [...(base?.layers ?? []), layer];
    const config = { architecture: 'amd64', os: 'linux', config: { Cmd: ['/bin/su'] } };
    const built = await here.images.addImage({ config, layers, tags: [name] });
    await here.images.push(name);
    const pulled = await there.images.pull(name);
    const [, top] = pulled.layers;
    expect(execFileSync('find', ['.', '-printf', '%p %y\n'], { cwd: top?.dir, encoding: 'utf8' })).toBe(
      execFileSync('find', ['.', '-printf', '%p %y\n'], { cwd: layer.dir, encoding: 'utf8' }),
    );
    // The one who built it keeps its own id, and knows the published one as the same image.
    expect((await here.images.pull(name)).id).toBe(built.id);
    expect(here.images.find(pulled.id)?.id).toBe(built.id);
    const [digest] = built.id === pulled.id ? [] : (here.images.find(name)?.repoDigests ?? []);
    await here.images.push(name);
    expect(here.images.find(name)?.repoDigests).toEqual([digest]);
  });

  test('what is not there is told in sentences that name it', async () => {
    await using room = await openTestImages();
    const { host } = registry;
    await expect(room.images.pull(`${host}/nothing:1`)).rejects.toMatchObject({
      kind: 'not-found',
      message: `manifest for ${host}/nothing:1 not found: manifest unknown: manifest unknown`,
    });
    const silent = `127.0.0.1:${await freePort()}`;
    await expect(room.images.pull(`${silent}/x`)).rejects.toMatchObject({
      kind: 'system',
      message: `cannot pull ${silent}/x:latest: cannot reach registry ${silent}: nothing listens there (connection refused)`,
    });
    await expect(room.images.pull('registry.invalid/x')).rejects.toThrow(/registry\.invalid: its name/);
    await expect(room.images.push(`${host}/nothing:1`)).rejects.toMatchObject({
      kind: 'not-found',
      message: `An image does not exist locally with the tag: ${host}/nothing:1`,
    });
  });

  test('an image for another machine is not taken for ours', async () => {
    await using room = await openTestImages();
    const name = `${registry.host}/foreign:1`;
    await room.images.importRootfs(streamOf(rootfs), {
      repo: `${registry.host}/foreign`,
      tag: '1',
      platform: 'linux/s390x',
    });
    await room.images.push(name);
    await expect(room.images.pull(name, { platform: 'linux/amd64' })).resolves.toBeDefined();
    await using other = await openTestImages();
    await expect(other.images.pull(name, { platform: 'linux/amd64' })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('does not match the specified platform'),
    });
    expect(await other.images.remoteDigest(name)).toMatchObject({
      Platforms: [{ architecture: 's390x', os: 'linux' }],
    });
  });

  test('a mirror is asked first, and the registry itself when the mirror has nothing', async () => {
    await using here = await openTestImages();
    await importAs(here, `${registry.host}/mirror/library/redis:6.0-alpine`);
    await importAs(here, `${registry.host}/own/thing:1`);
    await here.images.push(`${registry.host}/mirror/library/redis:6.0-alpine`);
    await here.images.push(`${registry.host}/own/thing:1`);
    const conf = join(here.root, 'registries.conf');
    writeFileSync(
      conf,
      `[[registry]]
prefix = "docker.io"
location = "registry.invalid"
[[registry.mirror]]
location = "${registry.host}/mirror"
insecure = true

[[registry]]
prefix = "quay.io/thing"
location = "${registry.host}/own"
[[registry.mirror]]
location = "${registry.host}/mirror"

[[registry]]
prefix = "evil.example"
location = "evil.example"
blocked = true
`,
    );
    await using room = await openTestImages({ TUTTI_REGISTRIES_CONF: conf });
    const log = progressLog();
    const pulled = await room.images.pull('redis:6.0-alpine', log);
    expect(pulled.repoTags).toEqual(['redis:6.0-alpine']);
    expect(log.lines[0]).toBe('6.0-alpine: Pulling from library/redis');
    expect((await room.images.pull('quay.io/thing/thing:1')).repoTags).toContain('quay.io/thing/thing:1');
    await expect(room.images.pull('evil.example/x')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(room.images.pull('redis:7')).rejects.toThrow(/registry\.invalid/);
  });

  test('two pulls at once fetch each layer once', async () => {
    await using here = await openTestImages();
    await importAs(here, `${registry.host}/twice:1`);
    await here.images.push(`${registry.host}/twice:1`);
    await here.images.tag(`${registry.host}/twice:1`, `${registry.host}/twice`, '2');
    await here.images.push(`${registry.host}/twice:2`);
    await using room = await openTestImages();
    const logs = [progressLog(), progressLog(), progressLog()];
    await Promise.all(
      ['1', '1', '2'].map((tag, i) => room.images.pull(`${registry.host}/twice:${tag}`, logs[i])),
    );
    expect(room.images.list()).toHaveLength(1);
    expect(room.images.layersSize()).toBe(room.images.list()[0]?.Size);
    for (const { lines } of logs) expect(lines.some((line) => line.endsWith('Pull complete'))).toBe(true);
  });

  test('a pull that is given up leaves nothing', async () => {
    await using here = await openTestImages();
    await importAs(here, `${registry.host}/gone:1`);
    await here.images.push(`${registry.host}/gone:1`);
    await using room = await openTestImages();
    const stop = new AbortController();
    const pull = room.images.pull(`${registry.host}/gone:1`, {
      signal: stop.signal,
      onProgress: ({ status }) => status === 'Pulling fs layer' && stop.abort(),
    });
    await expect(pull).rejects.toMatchObject({ name: 'AbortError' });
    expect(room.images.list()).toEqual([]);
  });
});
