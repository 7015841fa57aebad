import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseChallenges } from './challenge.ts';
import { findCredentials } from './credentials.ts';
import { retryDelay } from './retry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function configure(content: object): Record<string, string> {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(content));
  return { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}` };
}

const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });

describe('credentials from files', () => {
  test.each([
    ['quay.io', 'quay.io', 'jupyter/x'],
    ['https://quay.io/v1/', 'quay.io', 'x'],
    ['https://index.docker.io/v1/', 'docker.io', 'library/redis'],
    ['quay.io/team', 'quay.io', 'team/app'],
  ])('%s opens %s/%s', async (key, host, path) => {
    const env = configure({ auths: { [key]: auth('me:pass:word') } });
    expect(await findCredentials(host, path, env)).toEqual({ username: 'me', password: 'pass:word' });
  });

  test('the longest path wins, and other hosts get nothing', async () => {
    const env = configure({ auths: { 'quay.io': auth('all:1'), 'quay.io/team': auth('team:2') } });
    expect((await findCredentials('quay.io', 'team/app', env))?.username).toBe('team');
    expect((await findCredentials('quay.io', 'teamwork/app', env))?.username).toBe('all');
    expect(await findCredentials('quay.io.evil.example', 'x', env)).toBeUndefined();
  });

  test('an identity token, and the file of Podman', async () => {
    const env = configure({ auths: { 'a.example': { identitytoken: 'token' } } });
    expect(await findCredentials('a.example', 'x', env)).toEqual({ identitytoken: 'token' });
    mkdirSync(join(folder, 'containers'));
    writeFileSync(join(folder, 'containers/auth.json'), JSON.stringify({ auths: { b: auth('p:q') } }));
    expect(await findCredentials('b', 'x', { ...env, XDG_RUNTIME_DIR: folder })).toEqual({
      username: 'p',
      password: 'q',
    });
  });

  test('a missing or broken file is none', async () => {
    expect(await findCredentials('quay.io', 'x', { DOCKER_CONFIG: join(folder, 'none') })).toBeUndefined();
    writeFileSync(join(folder, 'config.json'), '{');
    expect(await findCredentials('quay.io', 'x', { DOCKER_CONFIG: folder })).toBeUndefined();
  });
});

function helper(name: string, script: string): void {
  writeFileSync(join(folder, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('credential helpers', () => {
  test("are told the host on standard input, never in their arguments, and are looked for in the environment's PATH", async () => {
    const log = join(folder, 'log');
    helper('test', `echo "$@" > ${log}; cat >> ${log}; echo '{"Username":"u","Secret":"s"}'`);
    const env = configure({ credHelpers: { 'quay.io': 'test' } });
    expect(await findCredentials('quay.io', 'x', env)).toEqual({ username: 'u', password: 's' });
    expect(readFileSync(log, 'utf8')).toBe('get\nquay.io');
    expect(await findCredentials('other.io', 'x', env)).toBeUndefined();
  });

  test('an identity token; a helper that knows nothing; a hostile name', async () => {
    helper('store', `echo '{"Username":"<token>","Secret":"t"}'`);
    const env = configure({ credsStore: 'store' });
    expect(await findCredentials('docker.io', 'x', env)).toEqual({ identitytoken: 't' });
    helper('none', 'echo "credentials not found in native keychain"; exit 1');
    expect(await findCredentials('docker.io', 'x', configure({ credsStore: 'none' }))).toBeUndefined();
    expect(
      await findCredentials('docker.io', 'x', configure({ credsStore: '../../bin/sh' })),
    ).toBeUndefined();
  });
});

test('challenges are read as RFC 9110 has them', () => {
  const header =
    'Bearer realm="https://auth.example/token",service="a, b",scope="repository:x:pull", Basic realm="say \\"hi\\""';
  expect(parseChallenges(header)).toEqual([
    {
      scheme: 'bearer',
      parameters: { realm: 'https://auth.example/token', service: 'a, b', scope: 'repository:x:pull' },
    },
    { scheme: 'basic', parameters: { realm: 'say "hi"' } },
  ]);
  expect(parseChallenges('Negotiate, Basic realm=x')).toEqual([
    { scheme: 'negotiate', parameters: {} },
    { scheme: 'basic', parameters: { realm: 'x' } },
  ]);
  expect(parseChallenges('???')).toEqual([]);
});

test('waiting before another try is bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryDelay(0, undefined, now)).toBe(500);
  expect(retryDelay(2, undefined, now)).toBe(2000);
  expect(retryDelay(0, '3', now)).toBe(3000);
  expect(retryDelay(0, '86400', now)).toBe(30_000);
  expect(retryDelay(0, 'Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10_000);
  expect(retryDelay(0, 'Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
});
