import { describe, expect, test } from 'vitest';
import {
  familiarString,
  fullString,
  idPrefixOf,
  isUnqualified,
  parseReference,
  shortId,
  withDefaultTag,
} from './reference.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('names are normalised as distribution/reference does', () => {
  test.each([
    ['redis', 'docker.io/library/redis:latest', 'redis:latest'],
    ['redis:6.0-alpine', 'docker.io/library/redis:6.0-alpine', 'redis:6.0-alpine'],
    ['library/redis', 'docker.io/library/redis:latest', 'redis:latest'],
    ['docker.io/redis', 'docker.io/library/redis:latest', 'redis:latest'],
    ['index.docker.io/bitnami/redis', 'docker.io/bitnami/redis:latest', 'bitnami/redis:latest'],
    ['quay.io/jupyter/minimal-notebook:python-3.12', 'quay.io/jupyter/minimal-notebook:python-3.12', ''],
    ['localhost/x', 'localhost/x:latest', ''],
    ['localhost:5000/a/b/c:1', 'localhost:5000/a/b/c:1', ''],
    ['[::1]:5000/x:1', '[::1]:5000/x:1', ''],
    [`redis@${digest}`, `docker.io/library/redis@${digest}`, `redis@${digest}`],
    [`redis:6@${digest}`, `docker.io/library/redis:6@${digest}`, `redis:6@${digest}`],
    ['UPPER/x', 'UPPER/x:latest', ''],
    ['a__b/c-d--e.f', 'docker.io/a__b/c-d--e.f:latest', 'a__b/c-d--e.f:latest'],
  ])('%s', (text, full, familiar) => {
    const reference = withDefaultTag(parseReference(text));
    expect(fullString(reference)).toBe(full);
    expect(familiarString(reference)).toBe(familiar || full);
  });
});

describe('what is no name is refused', () => {
  test.each([
    ['', 'invalid reference format'],
    ['redis:', 'invalid reference format'],
    ['redis:a b', 'invalid reference format'],
    ['re dis', 'invalid reference format'],
    ['-x', 'invalid reference format'],
    ['a//b', 'invalid reference format'],
    ['../x', 'invalid reference format'],
    ['Redis', 'invalid reference format: repository name (library/Redis) must be lowercase'],
    ['redis@sha256:12', 'invalid reference format'],
    [`redis@sha256:${'a'.repeat(40)}`, 'invalid checksum digest length'],
    [`redis:${'t'.repeat(129)}`, 'invalid reference format'],
    ['a/'.repeat(130) + 'b', 'repository name must not be more than 255 characters'],
    [
      'a'.repeat(64),
      `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
    ],
  ])('%s', (text, message) => {
    expect(() => parseReference(text)).toThrow(message);
  });
});

test('ids are recognised and shortened', () => {
  expect(idPrefixOf('abc')).toBe('abc');
  expect(idPrefixOf(digest)).toBe('ab'.repeat(32));
  expect(idPrefixOf('redis')).toBeUndefined();
  expect(shortId(digest)).toBe('abababababab');
});

test('names without a registry are told from those with one', () => {
  expect(['redis:6', 'bitnami/redis', 'quay.io/redis', 'localhost/x'].map(isUnqualified)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
