import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';
import { encodeAuth, openCredentials, registryKey } from './credentials.ts';
import { sshArguments } from './dial-ssh.ts';
import { chooseEndpoint } from './endpoint.ts';

test.each([
  ['unix:///run/docker.sock', { transport: 'unix', path: '/run/docker.sock', embedded: false }],
  ['/run/docker.sock', { transport: 'unix', path: '/run/docker.sock', embedded: false }],
  ['tcp://host:1234', { transport: 'tcp', host: 'host', port: 1234 }],
  ['tcp://[::1]:1234', { transport: 'tcp', host: '::1', port: 1234 }],
  ['tcp://host', { transport: 'tcp', host: 'host', port: 2375 }],
  ['https://host', { transport: 'tcp', host: 'host', port: 2376, tls: { skipVerify: false } }],
  ['ssh://me@host:22', { transport: 'ssh', user: 'me', host: 'host', port: 22 }],
  ['ssh://host/run/x.sock', { transport: 'ssh', host: 'host', socketPath: '/run/x.sock' }],
])('%s', (address, endpoint) => {
  expect(parseAddress(address)).toEqual(endpoint);
});

test.each(['fd://', 'unix://', 'ssh://-oProxyCommand=evil', 'ssh://-x@host', 'tcp://a b'])(
  '%s is refused',
  (address) => {
    expect(() => parseAddress(address)).toThrow('unable to parse docker host');
  },
);

test('an address is printed as it was written', () => {
  for (const address of ['unix:///x', 'tcp://[::1]:5', 'ssh://me@host:22/run/x.sock']) {
    expect(formatAddress(parseAddress(address))).toBe(address);
  }
});

test('the remote side of ssh gets its socket quoted', () => {
  const words = sshArguments({ transport: 'ssh', host: 'h', user: 'u', port: 2, socketPath: "/a'b" });
  expect(words.join(' ')).toBe(
    "-l u -p 2 -o ConnectTimeout=30 -T -- h docker --host 'unix:///a'\\''b' system dial-stdio",
  );
});

test('the engine is chosen by flag, host, context, environment, current context, else ours', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-config-'));
  try {
    const hash = createHash('sha256').update('far').digest('hex');
    mkdirSync(join(folder, 'contexts/meta', hash), { recursive: true });
    const meta = { Name: 'far', Endpoints: { docker: { Host: 'tcp://far:1' } } };
    writeFileSync(join(folder, 'contexts/meta', hash, 'meta.json'), JSON.stringify(meta));
    const env = { DOCKER_CONFIG: folder, TUTTI_RUN: '/run/t' };
    const address = async (...choice: Parameters<typeof chooseEndpoint>): Promise<string> =>
      formatAddress(await chooseEndpoint(...choice));
    expect(await chooseEndpoint({ env })).toEqual({
      transport: 'unix',
      path: '/run/t/engine.sock',
      embedded: true,
    });
    expect(await address({ env: { ...env, DOCKER_HOST: 'tcp://h:1' } })).toBe('tcp://h:1');
    expect(await address({ env: { ...env, DOCKER_HOST: 'tcp://h:1' }, context: 'far' })).toBe('tcp://far:1');
    expect(await address({ env, engine: 'tcp://h:1' })).toBe('tcp://h:1');
    await expect(address({ env, engine: 'dokcer' })).rejects.toThrow('there is no engine `dokcer`');
    expect(await address({ env: { ...env, DOCKER_HOST: 'tcp://h:1' }, engine: 'embedded' })).toBe(
      'unix:///run/t/engine.sock',
    );
    expect(await address({ env: { ...env, DOCKER_CONTEXT: 'default' } })).toBe('unix:///var/run/docker.sock');
    writeFileSync(join(folder, 'config.json'), '{"currentContext":"far"}');
    expect(await address({ env })).toBe('tcp://far:1');
    await expect(chooseEndpoint({ env, context: 'near' })).rejects.toMatchObject({
      code: 'context-not-found',
    });
    writeFileSync(join(folder, 'config.json'), '{');
    await expect(chooseEndpoint({ env })).rejects.toMatchObject({ code: 'bad-docker-config' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('credentials are found by registry', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-config-'));
  try {
    const auth = Buffer.from('me:pass:word').toString('base64');
    const helper = '#!/bin/sh\nread key; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"t-$key\\"}"\n';
    writeFileSync(join(folder, 'docker-credential-test'), helper, { mode: 0o755 });
    const auths = { 'https://index.docker.io/v1/': { auth }, 'quay.io': { auth } };
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({ auths, credHelpers: { 'r.example': 'test', 'n.example': 'none' } }),
    );
    const before = process.env['PATH'];
    process.env['PATH'] = `${folder}:${before}`;
    const credentials = openCredentials({ DOCKER_CONFIG: folder });
    expect(await credentials.forImage('busybox')).toMatchObject({ username: 'me', password: 'pass:word' });
    expect(await credentials.forImage('quay.io/a/b:1')).toMatchObject({
      username: 'me',
      serveraddress: 'quay.io',
    });
    expect(await credentials.forImage('other.io/a')).toBeUndefined();
    expect(await credentials.forImage('r.example/a')).toMatchObject({ identitytoken: 't-r.example' });
    await expect(credentials.forImage('n.example/a')).rejects.toThrow(
      'docker-credential-none gave no credentials: it is not installed',
    );
    process.env['PATH'] = before;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(registryKey('localhost:5000/a')).toBe('localhost:5000');
  expect(registryKey('user/a')).toBe('https://index.docker.io/v1/');
  expect(encodeAuth({ username: '??>' })).toBe('eyJ1c2VybmFtZSI6Ij8_PiJ9');
});
