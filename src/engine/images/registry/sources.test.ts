import { describe, expect, test } from 'vitest';
import { parseReference } from '../reference.ts';
import { parseRegistriesConfig, type RegistriesConfig } from './registries-conf.ts';
import { isLoopback, pushTargetOf, sourcesOf } from './sources.ts';

async function config(text: string): Promise<RegistriesConfig> {
  return { search: [], registries: [], ...(await parseRegistriesConfig(text, 'registries.conf')) };
}

async function sources(text: string, name: string): Promise<string[]> {
  return sourcesOf(parseReference(name), await config(text)).map(
    ({ host, path, insecure }) => `${host} ${path}${insecure ? ' insecure' : ''}`,
  );
}

describe('registries.conf decides where a name is fetched from', () => {
  test('nothing configured: from its own registry', async () => {
    expect(await sources('', 'redis:6')).toEqual(['docker.io library/redis']);
    expect(await sources('', 'localhost:5000/x')).toEqual(['localhost:5000 x insecure']);
  });

  test('mirrors come first, in their order', async () => {
    const text = `
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "127.0.0.1:5000/hub"
[[registry.mirror]]
location = "mirror.example"
insecure = true`;
    expect(await sources(text, 'redis:6')).toEqual([
      '127.0.0.1:5000 hub/library/redis insecure',
      'mirror.example library/redis insecure',
      'docker.io library/redis',
    ]);
    expect(pushTargetOf(parseReference('redis:6'), await config(text)).host).toBe('docker.io');
  });

  test('the longest prefix wins, and is replaced by the location', async () => {
    const text = `
[[registry]]
prefix = "quay.io"
location = "wrong.example"
[[registry]]
prefix = "quay.io/jupyter"
location = "right.example/team"
insecure = true`;
    expect(await sources(text, 'quay.io/jupyter/minimal-notebook:1')).toEqual([
      'right.example team/minimal-notebook insecure',
    ]);
    expect(await sources(text, 'quay.io/jupyterlab/x')).toEqual(['wrong.example jupyterlab/x']);
  });

  test('a prefix for all hosts below a domain', async () => {
    const text = '[[registry]]\nprefix = "*.example.org"\ninsecure = true';
    expect(await sources(text, 'a.example.org/x')).toEqual(['a.example.org x insecure']);
    expect(await sources(text, 'example.org/x')).toEqual(['example.org x']);
  });

  test('mirrors for digests or tags alone', async () => {
    const text = `
[[registry]]
location = "quay.io"
mirror-by-digest-only = true
[[registry.mirror]]
location = "mirror.example"`;
    expect(await sources(text, 'quay.io/x:1')).toEqual(['quay.io x']);
    expect(await sources(text, `quay.io/x@sha256:${'a'.repeat(64)}`)).toHaveLength(2);
  });

  test('a blocked registry is refused by name', async () => {
    const text = '[[registry]]\nlocation = "evil.example"\nblocked = true';
    await expect(sources(text, 'evil.example/x')).rejects.toThrow('registry evil.example is blocked');
  });

  test.each([
    ['[[registry]]\n', 'needs a prefix or a location'],
    ['[[registry]\n', 'registries.conf'],
    ['unqualified-search-registries = "docker.io"', 'expected a list'],
    ['[[registry]]\nlocation = 5', 'expected a string'],
  ])('what is wrong in it is told: %j', async (text, message) => {
    await expect(config(text)).rejects.toThrow(message);
  });
});

test('loopback needs no certificate', () => {
  const hosts = [
    'localhost',
    'localhost:5000',
    '127.0.0.1:5000',
    '127.1.2.3',
    '[::1]:5000',
    '10.0.0.1',
    'local',
  ];
  expect(hosts.filter(isLoopback)).toEqual(hosts.slice(0, 5));
});
