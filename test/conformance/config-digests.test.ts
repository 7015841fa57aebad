/** Digests in place of tags, asked of a real registry through our engine; beside a Docker Engine, as Docker Compose prints them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { givenCompose } from '../support/docker-compose.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { engineHome, removeEngine, tuttiCommand } from '../support/world.ts';

const scratch = mkdtempSync(join(tmpdir(), 'digests-'));
const folder = join(scratch, 'app');
const home = engineHome(join(scratch, 'root'), join(scratch, 'run'));
const OCI = 'application/vnd.oci.image';
let registry: TestRegistry;
let image: Pushed;
let index: string;

beforeAll(async () => {
  registry = await startRegistry();
  mkdirSync(folder);
  image = await pushImage('plain', '1', 'amd64');
  const others = await pushImage('many', 'arm', 'arm64');
  const own = await pushImage('many', 'amd', 'amd64');
  const manifests = [
    { mediaType: `${OCI}.manifest.v1+json`, ...own, platform: { os: 'linux', architecture: 'amd64' } },
    { mediaType: `${OCI}.manifest.v1+json`, ...others, platform: { os: 'linux', architecture: 'arm64' } },
  ];
  const mediaType = `${OCI}.index.v1+json`;
  index = (await put('many', 'latest', mediaType, { schemaVersion: 2, mediaType, manifests })).digest;
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:
  tagged: { image: "${registry.host}/plain:1", hostname: h }
  every-platform: { image: "${registry.host}/many" }
  pinned: { image: "${registry.host}/plain:1@${image.digest}" }
  built: { build: . }
`,
  );
});

afterAll(async () => {
  await removeEngine(home);
  await registry.stop();
  rmSync(scratch, { recursive: true, force: true });
});

interface Pushed {
  digest: string;
  size: number;
}

async function put(repository: string, tag: string, type: string, manifest: object): Promise<Pushed> {
  const body = JSON.stringify(manifest);
  const address = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
  const answer = await fetch(address, { method: 'PUT', headers: { 'content-type': type }, body });
  expect(answer.status).toBe(201);
  return { digest: digestOf(body), size: body.length };
}

const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function pushBlob(repository: string, bytes: string): Promise<Pushed> {
  const base = `http://${registry.host}/v2/${repository}`;
  const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(started.headers.get('location') ?? '', base);
  location.searchParams.set('digest', digestOf(bytes));
  expect((await fetch(location, { method: 'PUT', body: bytes })).status).toBe(201);
  return { digest: digestOf(bytes), size: bytes.length };
}

async function pushImage(repository: string, tag: string, architecture: string): Promise<Pushed> {
  const config = { architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, config: {} };
  const mediaType = `${OCI}.manifest.v1+json`;
  return put(repository, tag, mediaType, {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: `${OCI}.config.v1+json`, ...(await pushBlob(repository, JSON.stringify(config))) },
    layers: [],
  });
}

function config(...flags: string[]) {
  return run(tuttiCommand, ['-f', join(folder, 'compose.yaml'), 'config', ...flags], { env: home.env });
}

test('tags and several platforms are pinned; what is pinned stays, what is built has none', async () => {
  const { stdout, stderr } = await config('--resolve-image-digests');
  expect(stderr).toBe('');
  expect(stdout).toContain(`image: ${registry.host}/plain:1@${image.digest}\n`);
  expect(stdout).toContain(`image: ${registry.host}/many:latest@${index}\n`);
  expect(stdout.match(/@sha256/g)).toHaveLength(3);
  expect(stdout).toContain('hostname: h');
});

test('a file of digests alone', async () => {
  const { stdout } = await config('--lock-image-digests');
  expect(stdout).toContain(`  every-platform:\n    image: ${registry.host}/many:latest@${index}\n`);
  expect(stdout).not.toContain('hostname');
});

test('an image that no registry has is an error that names it', async () => {
  writeFileSync(join(scratch, 'missing.yaml'), `services: { a: { image: "${registry.host}/none:1" } }\n`);
  const args = ['-f', join(scratch, 'missing.yaml'), 'config', '--resolve-image-digests'];
  const { status, stderr } = await run(tuttiCommand, args, { env: home.env });
  expect(status).toBe(1);
  expect(stderr).toContain(`${registry.host}/none`);
});

if (givenCompose !== undefined)
  test('Docker Compose prints the same', async () => {
    const [command = '', ...words] = givenCompose ?? [];
    for (const flag of ['--resolve-image-digests', '--lock-image-digests']) {
      const args = [...words, '-f', join(folder, 'compose.yaml'), 'config', flag];
      expect((await config(flag)).stdout).toBe((await run(command, args)).stdout);
    }
  });
