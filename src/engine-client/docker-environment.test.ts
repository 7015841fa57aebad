import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCliPlugin } from './cli-plugins.ts';
import { withDockerEnvironment } from './docker-environment.ts';
import { proxyVariables } from './proxy-variables.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-environment-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function configure(config: object): { DOCKER_CONFIG: string } {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return { DOCKER_CONFIG: folder };
}

function install(place: string, mode = 0o755): string {
  const path = join(folder, place, 'docker-testplugin');
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

test('a plugin of a folder that the configuration adds comes before one of the usual folder', () => {
  const env = configure({ cliPluginsExtraDirs: [join(folder, 'extra')] });
  expect(findCliPlugin('testplugin', env)).toBeUndefined();
  install('extra', 0o644);
  const usual = install('cli-plugins');
  expect(findCliPlugin('testplugin', env)).toBe(usual);
  const extra = install('extra');
  expect(findCliPlugin('testplugin', env)).toBe(extra);
});

test('the address leads to the engine, whatever the shell says', async () => {
  const shell = { DOCKER_CONTEXT: 'other', DOCKER_TLS_VERIFY: '1', PATH: '/bin' };
  const seen = await withDockerEnvironment({ transport: 'unix', path: '/s', embedded: false }, shell, (env) =>
    Promise.resolve(env),
  );
  expect(seen).toEqual({ PATH: '/bin', DOCKER_HOST: 'unix:///s' });
});

test('certificates are files for the time of the work, and nobody else may read them', async () => {
  const tls = { ca: 'authority', key: 'private', skipVerify: false };
  let place = '';
  await withDockerEnvironment({ transport: 'tcp', host: 'h', port: 1, tls }, {}, (env) => {
    expect(env).toMatchObject({ DOCKER_HOST: 'tcp://h:1', DOCKER_TLS_VERIFY: '1' });
    place = env['DOCKER_CERT_PATH'] ?? '';
    expect(readFileSync(join(place, 'key.pem'), 'utf8')).toBe('private');
    expect(statSync(join(place, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(place, 'cert.pem'))).toBe(false);
    return Promise.resolve();
  });
  expect(existsSync(place)).toBe(false);
});

test("without an authority of its own the connection trusts the machine's", async () => {
  const endpoint = { transport: 'tcp', host: 'h', port: 1, tls: { skipVerify: false } } as const;
  await withDockerEnvironment(endpoint, {}, (env) => {
    const authorities = readFileSync(join(env['DOCKER_CERT_PATH'] ?? '', 'ca.pem'), 'utf8');
    expect(authorities).toMatch(/^-----BEGIN CERTIFICATE-----$/m);
    return Promise.resolve();
  });
});

test('proxies of an engine, or those for all, in both cases', () => {
  const env = configure({
    proxies: { default: { httpProxy: 'http://a' }, 'tcp://h:1': { noProxy: 'x', allProxy: '' } },
  });
  expect(proxyVariables('unix:///s', env)).toEqual({ HTTP_PROXY: 'http://a', http_proxy: 'http://a' });
  expect(proxyVariables('tcp://h:1', env)).toEqual({ NO_PROXY: 'x', no_proxy: 'x' });
});
