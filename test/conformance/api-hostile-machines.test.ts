/** Machines on which the engine cannot start say why in one line; a full disk ends neither the engine nor what runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiEngine } from '../support/api-engine.ts';
import { run } from '../support/command.ts';
import { tuttiCommand } from '../support/world.ts';

const diskBytes = 16 * 1024 * 1024;
/** As mkfs.ext4 chooses them for so small a disk. */
const blockBytes = 1024;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/tutti-odd-');
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(folder, 'compose.yml'), 'services: { a: { image: busybox } }\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refusals: { name: string; env: (folder: string) => Record<string, string>; says: RegExp }[] = [
  {
    name: 'no OCI runtime',
    env: () => ({ TUTTI_RUNTIME: 'absent' }),
    says: /^the embedded engine did not start: the OCI runtime 'absent' of TUTTI_RUNTIME is not installed/,
  },
  {
    name: 'a root folder that is a file',
    env: (at) => ({ TUTTI_ROOT: join(at, 'file') }),
    says: /^the embedded engine did not start: the engine cannot use the folder .*\/file \(ENOTDIR: .*; TUTTI_ROOT names another\n$/,
  },
  {
    name: 'a run folder that cannot be made',
    env: () => ({ TUTTI_RUN: '/proc/tutti' }),
    says: /^the embedded engine cannot use \/proc\/tutti: .*\nTUTTI_RUN names the folder/,
  },
  {
    name: 'a run folder with too long a path',
    env: (at) => ({ TUTTI_RUN: join(at, 'x'.repeat(100)) }),
    says: /too long a path for the sockets in it\nSet TUTTI_RUN to a path of at most 78 bytes\.\n$/,
  },
];

test.each(refusals)('$name: one sentence, exit code 1, nothing made', async ({ env, says }) => {
  const home = { TUTTI_ROOT: join(folder, 'root'), TUTTI_RUN: join(folder, 'run'), ...env(folder) };
  const { status, stdout, stderr } = await run(tuttiCommand, ['ps'], { cwd: folder, env: home });
  expect(stderr).toMatch(says);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  for (const made of ['images', 'networks', 'containers'])
    expect(existsSync(join(home.TUTTI_ROOT, made))).toBe(false);
});

test('a full disk: what runs can be used, ended and removed, and the room is there again', async () => {
  using disk = new SmallDisk(join(folder, 'disk'));
  await using engine = await ApiEngine.start(disk.folder);
  await engine.docker(['run', '-d', '--name', 'here', 'busybox', 'sleep', '1000']);
  // What it deletes later would make room again.
  await expect.poll(() => thrownAway(engine.home.root), { timeout: 20_000 }).toEqual([]);
  disk.fill();
  expect(await engine.tryDocker(['create', 'busybox', 'true'])).toMatchObject({
    stderr: expect.stringContaining('no space left on device'),
  });
  expect(await engine.docker(['exec', 'here', 'echo', 'works'])).toBe('works');
  await engine.docker(['kill', 'here']);
  expect(await engine.docker(['inspect', '-f', '{{.State.Status}} {{.State.ExitCode}}', 'here'])).toBe(
    'exited 137',
  );
  await engine.docker(['rm', 'here']);
  disk.free();
  expect(await engine.docker(['run', '--rm', 'busybox', 'echo', 'again'])).toBe('again');
});

/** Files and folders that the engine has still to delete. */
function thrownAway(root: string): string[] {
  return globSync(['trash/{containers,volumes}/*', 'trash/image-*'], { cwd: root });
}

class SmallDisk implements Disposable {
  readonly folder: string;
  #files = 0;

  constructor(at: string) {
    const image = `${at}.img`;
    this.folder = at;
    writeFileSync(image, '');
    truncateSync(image, diskBytes);
    execFileSync('mkfs.ext4', ['-q', image]);
    mkdirSync(at);
    execFileSync('mount', ['-o', 'loop', image, at]);
  }

  /** A file system learns what its files take when it writes them down, and may have room again then. */
  fill(): void {
    this.#fillWith(diskBytes);
    this.#fillWith(blockBytes);
    this.#fillWith(blockBytes);
  }

  free(): void {
    for (const name of globSync('full-*', { cwd: this.folder })) rmSync(join(this.folder, name));
  }

  #fillWith(size: number): void {
    const zeros = Buffer.alloc(size);
    expect(() => {
      for (;;) writeFileSync(join(this.folder, `full-${this.#files++}`), zeros);
    }).toThrow('ENOSPC');
    execFileSync('sync', ['--file-system', this.folder]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.folder]);
  }
}
