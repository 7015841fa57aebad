import { expect, test } from 'vitest';
import { fileMentions, renameMentions } from '../../compose-file/index.ts';
import { composeLayer, projectManifest, readOciVersion } from './manifest.ts';
import { parseRepository } from './registry.ts';
import { findSensitiveData } from './sensitive-data.ts';

test('files that a Compose file names are found wherever and however they are written, and renamed in place', () => {
  const text = `include: [other.yaml, { path: [third.yaml] }]
services:
  a: { env_file: "\${NAME}.env", extends: { file: 'base.yaml', service: x } } # kept
  b:
    env_file:
      - one.env   # kept too
      - path: /abs.env
        required: false
    extends: a
x-common: &common { env_file: common.env }
`;
  const mentions = fileMentions(text, 'compose.yaml', '/app', { NAME: 'chosen' });
  expect(mentions.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'extends /app/base.yaml',
    'env_file /app/chosen.env',
    'env_file /app/one.env',
    'env_file /abs.env',
    'include /app/other.yaml',
    'include /app/third.yaml',
  ]);
  const renamed = renameMentions(text, mentions, ({ kind }) => (kind === 'env_file' ? 'E' : undefined));
  expect(renamed).toBe(
    text.replace('"${NAME}.env"', 'E').replace('- one.env', '- E').replace('path: /abs.env', 'path: E'),
  );
});

test('what an alias repeats is renamed once', () => {
  const text = 'services:\n  a: &s { env_file: x.env }\n  b: *s\n';
  const mentions = fileMentions(text, 'compose.yaml', '/app', {});
  expect(renameMentions(text, mentions, () => 'E')).toBe('services:\n  a: &s { env_file: E }\n  b: *s\n');
});

test('the manifest has Docker Compose’s media types and order of keys', () => {
  const layer = composeLayer('/somewhere/compose.yaml', '{}');
  const text = projectManifest([layer], '1.1', '2026-01-01T00:00:00Z').toString();
  const empty = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
  expect(text).toBe(
    `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/vnd.docker.compose.project",` +
      `"config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"${empty}","size":2,"data":"e30="},` +
      `"layers":[{"mediaType":"application/vnd.docker.compose.file+yaml","digest":"${empty}","size":2,` +
      `"annotations":{"com.docker.compose.file":"compose.yaml","com.docker.compose.version":"2.40.3"},"data":"e30="}],` +
      `"annotations":{"org.opencontainers.image.created":"2026-01-01T00:00:00Z"}}`,
  );
});

test('versions, and names of repositories', () => {
  expect(readOciVersion(undefined)).toBeUndefined();
  expect(readOciVersion('1.0')).toBe('1.0');
  expect(() => readOciVersion('2')).toThrow('unsupported OCI version: 2');
  expect(parseRepository('me/app')).toEqual({ host: 'docker.io', repository: 'me/app', reference: 'latest' });
  expect(parseRepository('127.0.0.1:5000/app:1')).toEqual({
    host: '127.0.0.1:5000',
    repository: 'app',
    reference: '1',
  });
});

test.each([
  ['Private Key', '-----BEGIN RSA PRIVATE KEY-----'],
  ['AWS Client ID', 'id: AKIAABCDEFGHIJKLMNOP'],
  ['Github authentication', `x=ghp_${'a1'.repeat(18)}`],
  ['JSON Web Token', 'eyJhbGci.eyJzdWIi.c2ln'],
  ['URL with password', 'DATABASE: postgres://me:hidden@db/app'],
  ['Secret Keyword', 'MYSQL_ROOT_PASSWORD: "notforyou"'],
  ['Secret Keyword', 'api-key=0123456789'],
])('%s is found in %s, and not shown', (kind, line) => {
  const [found, ...others] = findSensitiveData('f', `first\n${line}`);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ kind, file: 'f', line: 2 });
  expect(found?.shown.length).toBeLessThanOrEqual(5);
});

test.each([
  'POSTGRES_PASSWORD: ${PASSWORD}',
  'secrets: [token]',
  'POSTGRES_PASSWORD_FILE: /run/secrets/db',
  'image: app@sha256:0123456789012345678901234567890123456789012345678901234567890123',
  'url: https://host/path:1',
])('nothing is found in %s', (line) => {
  expect(findSensitiveData('f', line)).toEqual([]);
});
