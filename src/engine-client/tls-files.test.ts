import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates } from '../../test/support/tls-front.ts';
import type { EndpointChoice } from './contract.ts';
import { chooseEndpoint } from './endpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-files-'));
const full = join(folder, 'full');
const host = 'tcp://localhost:1';

beforeAll(() => {
  mkdirSync(full);
  makeCertificates(full);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The certificates, with some files replaced: by a text, by another of the files, or by nothing. */
function variant(name: string, files: Record<string, { text: string } | { as: string } | undefined>): string {
  const made = join(folder, name);
  cpSync(full, made, { recursive: true });
  for (const [part, content] of Object.entries(files)) {
    const path = join(made, `${part}.pem`);
    rmSync(path);
    if (content === undefined) continue;
    if ('text' in content) writeFileSync(path, content.text);
    else cpSync(join(full, `${content.as}.pem`), path);
  }
  return made;
}

const choose = (env: Record<string, string>, rest: Partial<EndpointChoice> = {}) =>
  chooseEndpoint({ env: { DOCKER_CONFIG: join(folder, 'config'), ...env }, ...rest });

/** Which files would be used; undefined for a connection without TLS. */
async function chosen(env: Record<string, string>, rest?: Partial<EndpointChoice>): Promise<unknown> {
  const endpoint = await choose({ DOCKER_HOST: host, ...env }, rest);
  if (endpoint.transport !== 'tcp') throw new Error(`the transport is ${endpoint.transport}`);
  if (endpoint.tls === undefined) return undefined;
  const { skipVerify, ...files } = endpoint.tls;
  return { skipVerify, files: Object.keys(files) };
}

// What Docker Compose 2.40.3 does and says, for each of these.
describe.each([
  [{ DOCKER_TLS_VERIFY: '1' }, false],
  [{ DOCKER_TLS: '1' }, true],
  [{ DOCKER_TLS: '0' }, true],
])('%j', (variables, skipVerify) => {
  test('ca.pem has to be there; cert.pem and key.pem need not', async () => {
    const missing = (path: string) =>
      `Failed to initialize: unable to resolve docker endpoint: open ${path}/ca.pem: no such file or directory`;
    await expect(choose({ DOCKER_HOST: host, ...variables })).rejects.toThrow(
      missing(join(folder, 'config')),
    );
    const none = join(folder, 'none');
    for (const DOCKER_HOST of [host, 'unix:///nowhere.sock', 'ssh://h'])
      await expect(choose({ DOCKER_HOST, ...variables, DOCKER_CERT_PATH: none })).rejects.toThrow(
        missing(none),
      );
    const noKey = variant(`no-key-${JSON.stringify(variables)}`, { key: undefined });
    expect(await chosen({ ...variables, DOCKER_CERT_PATH: noKey })).toEqual({
      skipVerify,
      files: ['ca', 'cert'],
    });
    expect(await chosen({ ...variables, DOCKER_CERT_PATH: full })).toEqual({
      skipVerify,
      files: ['ca', 'cert', 'key'],
    });
  });
});

test('a folder alone, and variables without a value, turn no TLS on', async () => {
  expect(await chosen({ DOCKER_CERT_PATH: full, DOCKER_TLS: '', DOCKER_TLS_VERIFY: '' })).toBeUndefined();
});

test('flags: a file that one names has to be there, and the others as without flags', async () => {
  const DOCKER_CERT_PATH = full;
  const gone =
    /Failed to initialize: unable to resolve docker endpoint: open \/none\.pem: no such file or dir/;
  for (const part of ['ca', 'cert', 'key'])
    await expect(
      chosen({ DOCKER_CERT_PATH }, { tls: { enabled: true, [part]: '/none.pem' } }),
    ).rejects.toThrow(gone);
  const cert = join(full, 'cert.pem');
  await expect(chosen({}, { tls: { enabled: true, cert } })).rejects.toThrow('config/ca.pem: no such file');
  expect(await chosen({}, { tls: { enabled: true, ca: '', cert } })).toEqual({
    skipVerify: true,
    files: ['cert'],
  });
});

test('docker without an address listens with TLS elsewhere than without', async () => {
  const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: full };
  expect(await choose(env, { engine: 'docker' })).toMatchObject({ host: 'localhost', port: 2376 });
  expect(await choose({}, { engine: 'docker' })).toMatchObject({ path: '/var/run/docker.sock' });
});

const pem = (type: string) => ({ text: `-----BEGIN ${type}-----\nAAAA\n-----END ${type}-----\n` });
const junk = { text: 'junk\n' };
const info = 'failed to retrieve context tls info: ';

describe('files that are no certificates are refused before a connection', () => {
  test.each([
    ['junk for ca.pem', { ca: junk }, `${info}ca.pem seems invalid`],
    ['a damaged ca.pem', { ca: pem('CERTIFICATE') }, `${info}ca.pem seems invalid`],
    ['junk for cert.pem', { cert: junk }, `${info}tls: failed to find any PEM data in certificate input`],
    ['a damaged cert.pem', { cert: pem('CERTIFICATE') }, `${info}x509: malformed certificate`],
    [
      'a key for cert.pem',
      { cert: { as: 'key' } },
      `${info}tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched`,
    ],
    ['junk for key.pem', { key: junk }, 'no valid private key found'],
    ['a damaged key.pem', { key: pem('PRIVATE KEY') }, `${info}tls: failed to parse private key`],
    ['an encrypted key', { key: pem('ENCRYPTED PRIVATE KEY') }, `${info}tls: failed to parse private key`],
    [
      'a key that is encrypted in the old way',
      { key: { text: pem('RSA PRIVATE KEY').text.replace('\n', '\nProc-Type: 4,ENCRYPTED\n') } },
      'private key is encrypted - support for encrypted private keys has been removed, see https://docs.docker.com/go/deprecated/',
    ],
    [
      'a certificate for key.pem',
      { key: { as: 'cert' } },
      `${info}tls: found a certificate rather than a key in the PEM for the private key`,
    ],
    ["another's key", { key: { as: 'ca-key' } }, `${info}tls: private key does not match public key`],
  ])('%s', async (name, files, message) => {
    const env = { DOCKER_TLS: '1', DOCKER_CERT_PATH: variant(name.replaceAll(' ', '-'), files) };
    await expect(choose({ DOCKER_HOST: host, ...env })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-certificates', message: `Failed to initialize: ${message}` }),
    );
    expect(await choose({ DOCKER_HOST: 'unix:///s', ...env })).toMatchObject({ path: '/s' });
  });

  test('half of a pair is not looked at', async () => {
    const half = variant('half', { cert: junk, key: undefined });
    expect(await chosen({ DOCKER_TLS: '1', DOCKER_CERT_PATH: half })).toMatchObject({
      files: ['ca', 'cert'],
    });
  });
});
