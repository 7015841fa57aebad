/** Projects in a registry that wants to know who asks: with what `docker login` or a credential helper keeps. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { refreshToken, startTokenServer, type TokenServer, tokenUser } from '../support/token-server.ts';
import { tuttiCommand } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'compose-login-'));
const basic = Buffer.from(`${tokenUser.username}:${tokenUser.password}`).toString('base64');
let registry: TestRegistry;
let tokens: TokenServer;

beforeAll(async () => {
  tokens = await startTokenServer();
  registry = await startRegistry({ auth: (place) => tokens.registryAuth(place) });
  mkdirSync(join(folder, 'bin'));
  await publish('secret/stack', 'services: { web: { image: nginx } }\n');
});

afterAll(async () => {
  await registry.stop();
  await tokens.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  tokens.requests.length = 0;
});

/** Publishes a file as `docker compose publish` does. */
async function publish(repository: string, content: string): Promise<void> {
  const scope = `repository:${repository}:pull,push`;
  const answer = await fetch(`${tokens.realm}?scope=${scope}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  const { token } = (await answer.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const base = `http://${registry.host}/v2/${repository}`;
  const upload = async (bytes: string): Promise<{ digest: string; size: number }> => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers });
    const location = new URL(started.headers.get('location') ?? '', base);
    location.searchParams.set('digest', digest);
    expect((await fetch(location, { method: 'PUT', headers, body: bytes })).status).toBe(201);
    return { digest, size: bytes.length };
  };
  const mediaType = (name: string): string => `application/vnd.docker.compose.${name}`;
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: mediaType('project'),
    config: { mediaType: mediaType('config.empty.v1+json'), ...(await upload('{}')) },
    layers: [{ mediaType: mediaType('file+yaml'), ...(await upload(content)) }],
  });
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const stored = await fetch(`${base}/manifests/latest`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': type },
    body: manifest,
  });
  expect(stored.status).toBe(201);
}

/** `tutti -f oci://… config` by somebody whose Docker configuration says so much. */
function config(name: string, dockerConfig: object) {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'config.json'), JSON.stringify(dockerConfig));
  const env = {
    DOCKER_CONFIG: place,
    HOME: place,
    XDG_CACHE_HOME: join(place, 'cache'),
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
  };
  return run(tuttiCommand, ['-f', `oci://${registry.host}/secret/stack`, 'config'], { env });
}

function writeHelper(name: string, answer: object): void {
  const script = `#!/bin/sh\n[ "$1" = get ] && [ "$(cat)" = "${registry.host}" ] && echo '${JSON.stringify(answer)}'\n`;
  writeFileSync(join(folder, 'bin', `docker-credential-${name}`), script, { mode: 0o755 });
}

test('nobody is refused', async () => {
  const { status, stderr } = await config('nobody', {});
  expect(status).toBe(1);
  expect(stderr).toContain(registry.host);
});

test('a password of docker login opens a private project', async () => {
  const { status, stdout, stderr } = await config('password', {
    auths: { [registry.host]: { auth: basic } },
  });
  expect(stderr).toBe('');
  expect([status, stdout]).toEqual([0, expect.stringContaining('image: nginx')]);
  expect(tokens.requests).toEqual([`GET ${tokenUser.username} repository:secret/stack:pull`]);
});

test('a credential helper opens it', async () => {
  writeHelper('keeps', { Username: tokenUser.username, Secret: tokenUser.password });
  const { status, stdout } = await config('helper', { credHelpers: { [registry.host]: 'keeps' } });
  expect([status, stdout]).toEqual([0, expect.stringContaining('image: nginx')]);
});

test('an identity token of a helper is exchanged', async () => {
  writeHelper('identifies', { Username: '<token>', Secret: refreshToken });
  const { status, stdout } = await config('token', { credsStore: 'identifies' });
  expect([status, stdout]).toEqual([0, expect.stringContaining('image: nginx')]);
  expect(tokens.requests).toEqual(['POST refresh repository:secret/stack:pull']);
});
