/** Archives exchanged with a real Docker Engine, where one runs (`TUTTI_PEER_DOCKER`, a socket). */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { importAs, openTestImages, progressLog } from '../support/images-room.ts';
import { startRegistry } from '../support/registry.ts';

const socket = process.env.TUTTI_PEER_DOCKER ?? '/var/run/docker.sock';
const name = 'images-room-exchange:1';

function docker(...args: string[]): string {
  return execFileSync('docker', ['-H', `unix://${socket}`, ...args], { encoding: 'utf8' });
}

describe.skipIf(!existsSync(socket))('with a real Docker Engine', () => {
  afterAll(() => {
    docker('image', 'rm', '-f', name);
  });

  test('it loads what we save, and we load what it saves, under the same id', async () => {
    await using room = await openTestImages();
    const base = room.images.find(await importAs(room, 'images-room-base:1'));
    const draft = await room.images.beginLayer();
    mkdirSync(join(draft.upperDir, 'srv'));
    writeFileSync(join(draft.upperDir, 'srv/new'), 'made here', { mode: 0o600 });
    const layers = [...(base?.layers ?? []), await draft.commit()];
    const config = {
      created: '2026-01-02T03:04:05Z',
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['/bin/su'], Labels: { a: 'b' } },
      history: [{ created_by: 'import' }, { created_by: 'COPY new /srv' }],
    };
    await room.images.addImage({ config, layers, tags: [name] });
    const ours = join(room.root, 'ours.tar');
    const theirs = join(room.root, 'theirs.tar');
    await pipeline(room.images.save([name]), createWriteStream(ours));
    expect(docker('load', '-i', ours)).toContain(`Loaded image: ${name}`);
    const [inspected] = JSON.parse(docker('image', 'inspect', name)) as [
      { Id: string; Config: { Cmd: string[] }; RootFS: { Layers: string[] } },
    ];
    expect(inspected.Config.Cmd).toEqual(['/bin/su']);
    docker('save', '-o', theirs, name);

    await using other = await openTestImages();
    const log = progressLog();
    const [loaded] = await other.images.load(createReadStream(theirs), log.onProgress);
    expect(loaded).toMatchObject({ id: inspected.Id, repoTags: [name] });
    expect(loaded?.config.rootfs.diff_ids).toEqual(inspected.RootFS.Layers);
    expect(log.lines).toEqual([`Loaded image: ${name}`]);
    expect(other.images.history(name).map((step) => step.CreatedBy)).toEqual(['COPY new /srv', 'import']);
    rmSync(theirs);
  });

  test('it pulls what we push, and we pull what it pushes', async () => {
    await using room = await openTestImages();
    const registry = await startRegistry();
    try {
      const mine = `${registry.host}/images-room/mine:1`;
      const id = await importAs(room, mine);
      await room.images.push(mine);
      docker('pull', '-q', mine);
      const again = `${registry.host}/images-room/theirs:1`;
      docker('tag', mine, again);
      docker('push', '-q', again);
      docker('image', 'rm', mine, again);
      await using other = await openTestImages();
      expect((await other.images.pull(again)).id).toBe(id);
    } finally {
      await registry.stop();
    }
  });
});
