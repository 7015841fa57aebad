import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ComposeFolder } from '../support/compose-project.ts';
import { freePort, listening, startRegistry, type TestRegistry } from '../support/registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'compose-remote-'));
let registry: TestRegistry;
let gitAddress: string;
let stopGit: () => void = () => {};

const environment = {
  HOME: join(folder, 'home'),
  PATH: process.env['PATH'],
  XDG_CACHE_HOME: join(folder, 'cache'),
};

function git(...args: string[]): string {
  return execFileSync('git', ['-C', join(folder, 'source'), ...args], { encoding: 'utf8' });
}

function makeRepository(): void {
  const files = {
    'compose.yaml': 'services: { r: { build: ./ctx, env_file: r.env } }\n',
    'r.env': 'R=1\n',
    'sub/compose.yaml': 'services: { s: { image: s, build: . } }\n',
    'base.yaml': 'services: { b: { image: b, volumes: ["./e:/e"] } }\n',
    'out/compose.yaml': 'include: [../../../../../etc/compose.yaml]\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'source', name)), { recursive: true });
    writeFileSync(join(folder, 'source', name), content);
  }
  symlinkSync('/etc/hostname', join(folder, 'source/link.yaml'));
  git('init', '-q', '-b', 'main', '.');
  git('add', '-A');
  git('-c', 'user.email=a@b', '-c', 'user.name=a', 'commit', '-qm', 'x');
  git('tag', 'v1');
  execFileSync('git', ['clone', '-q', '--bare', join(folder, 'source'), join(folder, 'served/app.git')]);
}

async function serveGit(): Promise<void> {
  const port = await freePort();
  const daemon = spawn(
    'git',
    [
      'daemon',
      '--export-all',
      `--base-path=${join(folder, 'served')}`,
      '--listen=127.0.0.1',
      `--port=${port}`,
      '--reuseaddr',
    ],
    { detached: true },
  );
  stopGit = () => process.kill(-(daemon.pid ?? 0), 'SIGTERM');
  await listening('127.0.0.1', port);
  gitAddress = `git://127.0.0.1:${port}/app.git`;
}

const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function pushBlob(repository: string, bytes: string): Promise<void> {
  const base = `http://${registry.host}/v2/${repository}`;
  const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(started.headers.get('location') ?? '', base);
  location.searchParams.set('digest', digestOf(bytes));
  expect((await fetch(location, { method: 'PUT', body: bytes })).status).toBe(201);
}

/** Publishes files as `docker compose publish` does. */
async function publish(
  repository: string,
  layers: { content: string; type: string; annotations: object }[],
): Promise<void> {
  const config = '{}';
  for (const bytes of [config, ...layers.map(({ content }) => content)]) await pushBlob(repository, bytes);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'application/vnd.docker.compose.project',
    config: {
      mediaType: 'application/vnd.docker.compose.config.empty.v1+json',
      digest: digestOf(config),
      size: 2,
    },
    layers: layers.map(({ content, type, annotations }) => ({
      mediaType: `application/vnd.docker.compose.${type}`,
      digest: digestOf(content),
      size: content.length,
      annotations,
    })),
  });
  const answer = await fetch(`http://${registry.host}/v2/${repository}/manifests/latest`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' },
    body: manifest,
  });
  expect(answer.status).toBe(201);
}

beforeAll(async () => {
  makeRepository();
  registry = await startRegistry();
  await serveGit();
});

afterAll(async () => {
  stopGit();
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('include, extends and -f read from a git repository, once for each commit', async () => {
  using project = new ComposeFolder({
    'compose.yaml': `include: ["${gitAddress}"]
services: { x: { extends: { file: "${gitAddress}#v1:base.yaml", service: b } } }
`,
  });
  const asked: string[] = [];
  const confirm = async (question: string): Promise<boolean> => asked.push(question) > 0;
  const loaded = await project.load({ environment, confirm });
  const copy = join(folder, 'cache/tutti/remote/git', git('rev-parse', 'HEAD').trim());
  expect(loaded.services).toMatchObject({
    r: { build: { context: `${copy}/ctx` }, environment: { R: '1' } },
    x: { image: 'b', volumes: [{ source: `${copy}/e` }] },
  });
  expect(asked).toHaveLength(1);
  await project.load({ environment, confirm });
  expect(asked).toHaveLength(1);
  const main = await project.load({ environment, files: [`${gitAddress}#main:sub`] });
  expect(main).toMatchObject({
    name: 'app',
    workingDir: `${copy}/sub`,
    services: { s: { build: { context: `${copy}/sub` } } },
  });
});

test.each([
  ['#nope', 'remote-unavailable'],
  ['#main:../x', 'remote-escapes'],
  ['#main:out', 'remote-escapes'],
  ['#main:link.yaml', 'remote-escapes'],
  ['#main:missing.yaml', 'compose-file-not-found'],
])('%s of a repository is refused', async (fragment, code) => {
  using project = new ComposeFolder({});
  expect(
    (await project.problems({ environment, files: [gitAddress + fragment] })).map((problem) => problem.code),
  ).toEqual([code]);
});

test('what is not trusted is not fetched, and nothing is fetched offline', async () => {
  using project = new ComposeFolder({});
  const other = { ...environment, XDG_CACHE_HOME: join(folder, 'other') };
  const files = [gitAddress];
  expect(await project.mistakes({ environment: other, files, confirm: async () => false })).toEqual([
    'remote-refused',
  ]);
  expect(await project.mistakes({ environment: other, files, offline: true })).toEqual([
    'remote-unavailable',
  ]);
});

test('-f and include read from an OCI registry', async () => {
  await publish('acme/stack', [
    {
      content: 'services: { web: { image: nginx, env_file: web.env } }',
      type: 'file+yaml',
      annotations: { 'com.docker.compose.file': 'compose.yaml' },
    },
    {
      content: 'services: { web: { hostname: h } }',
      type: 'file+yaml',
      annotations: { 'com.docker.compose.file': 'over.yaml' },
    },
    { content: 'A=1', type: 'envfile', annotations: { 'com.docker.compose.envfile': 'web.env' } },
  ]);
  using project = new ComposeFolder({
    'compose.yaml': `include: ["oci://${registry.host}/acme/stack"]\n`,
  });
  const web = { image: 'nginx', hostname: 'h', environment: { A: '1' } };
  expect((await project.load({ environment })).services).toMatchObject({ web });
  const files = [`oci://${registry.host}/acme/stack:latest`];
  expect((await project.load({ environment, files })).services).toMatchObject({ web });
});

test('an artifact cannot write outside of its folder', async () => {
  await publish('acme/evil', [
    { content: 'A=1', type: 'envfile', annotations: { 'com.docker.compose.envfile': '../../evil.env' } },
  ]);
  using project = new ComposeFolder({});
  const files = [`oci://${registry.host}/acme/evil`];
  expect(await project.mistakes({ environment, files })).toEqual(['remote-escapes']);
});
