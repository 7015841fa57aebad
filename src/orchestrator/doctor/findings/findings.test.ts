import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ContainerInspect, ImageInspect } from '../../../engine-api/index.ts';
import type { ObservedContainer, Snapshot } from '../snapshot.ts';
import { looksLikeFile } from './file-became-folder.ts';
import { checks, examine } from './registry.ts';

const root = join(import.meta.dirname, '../../../..');

interface Given extends Partial<Omit<ObservedContainer, 'inspect' | 'image'>> {
  env?: string[];
  imageEnv?: string[];
  args?: string[];
  architecture?: string;
  state?: Partial<ContainerInspect['State']>;
  host?: Partial<ContainerInspect['HostConfig']>;
  mounts?: [source: string, target: string][];
  /** Inside → on the host. */
  published?: Record<number, number>;
  exposed?: number[];
  restarts?: number;
}

function container(service: string, given: Given = {}): ObservedContainer {
  const {
    env = [],
    imageEnv = [],
    args = [],
    state,
    host,
    mounts = [],
    published = {},
    exposed = [],
  } = given;
  const bindings = Object.fromEntries(
    Object.entries(published).map(([inner, outer]) => [
      `${inner}/tcp`,
      [{ HostIp: '', HostPort: String(outer) }],
    ]),
  );
  const inspect = {
    Id: `id-${service}`,
    Path: 'program',
    Args: args,
    RestartCount: given.restarts ?? 0,
    State: { Running: true, Restarting: false, OOMKilled: false, ExitCode: 0, Error: '', ...state },
    HostConfig: { NetworkMode: 'app_default', PortBindings: bindings, ...host },
    Config: {
      Env: [...imageEnv, ...env],
      ExposedPorts: Object.fromEntries(
        [...exposed, ...Object.keys(published)].map((port) => [`${port}/tcp`, {}]),
      ),
    },
    NetworkSettings: { Ports: bindings },
    Mounts: mounts.map(([Source, Destination]) => ({
      Type: 'bind',
      Source,
      Destination,
      Mode: '',
      RW: true,
      Propagation: '',
    })),
  } as unknown as ContainerInspect;
  const image = { Architecture: given.architecture ?? 'amd64', Config: { Env: imageEnv } } as ImageInspect;
  return {
    name: `app-${service}-1`,
    log: [],
    sockets: [],
    filesystems: [],
    emptyFolders: [],
    deaths: [],
    memoryRanOut: false,
    ...given,
    service,
    inspect,
    image,
  };
}

/** `service: code`, in the order in which they are told. */
function found(containers: ObservedContainer[], unset: Snapshot['unset'] = []): string[] {
  const snapshot = { architecture: 'amd64', containers, unset };
  return examine(snapshot).map(({ service, code }) => `${service}: ${code}`);
}

const socket = (port: number, isLoopback = false) => ({ port, isLoopback, isListening: true, inode: '1' });
const cache = container('cache', { exposed: [6379], sockets: [socket(6379)] });
const published = container('api', { published: { 8000: 18000 }, sockets: [socket(8000)] });

test.each<[string, Given, boolean]>([
  ['a URL', { env: ['URL=redis://localhost:6379/0'] }, true],
  ['a URL with a password', { env: ['URL=redis://me:pa@127.0.0.1:6379'] }, true],
  ['IPv6', { env: ['ADDRESS=[::1]:6379'] }, true],
  ['a host and a port', { env: ['DB_HOST=localhost', 'DB_PORT=6379'] }, true],
  ['a host called as the service', { env: ['CACHE_HOST=localhost'] }, true],
  ['a word of the command', { args: ['--broker', 'localhost:6379'] }, true],
  ['redis-py', { log: ['Error 111 connecting to localhost:6379. Connection refused.'] }, true],
  ['node', { log: ['Error: connect ECONNREFUSED 127.0.0.1:6379'] }, true],
  ['go', { log: ['dial tcp [::1]:6379: connect: connection refused'] }, true],
  [
    'psycopg',
    { log: ['connection to server at "localhost" (127.0.0.1), port 6379 failed: Connection refused'] },
    true,
  ],
  ['requests', { log: ["HTTPConnectionPool(host='localhost', port=6379): Connection refused"] }, true],
  ['a published port of another', { env: ['API=tcp://localhost:18000'] }, true],
  ['the right name', { env: ['URL=redis://cache:6379'] }, false],
  ['a name that ends so', { env: ['URL=redis://my.localhost:6379', 'X=notlocalhost:6379'] }, false],
  ['a port that nobody has', { env: ['URL=redis://localhost:1234'] }, false],
  ['a host of something else', { env: ['SMTP_HOST=localhost'] }, false],
  ['what the image says', { imageEnv: ['URL=redis://localhost:6379'] }, false],
  ['its own port', { env: ['URL=redis://localhost:6379'], sockets: [socket(6379, true)] }, false],
  ['an address for a browser', { env: ['API_URL=http://localhost:18000'] }, false],
  [
    'an address for a browser that it uses itself',
    {
      env: ['API_URL=http://localhost:18000'],
      log: ['connect ECONNREFUSED 127.0.0.1:18000'],
    },
    true,
  ],
  ['an access log', { log: ['127.0.0.1:6379 - GET / 200'] }, false],
  ["the host's network", { env: ['URL=redis://localhost:6379'], host: { NetworkMode: 'host' } }, false],
  [
    "the other's network",
    { env: ['URL=redis://localhost:6379'], host: { NetworkMode: 'container:id-cache' } },
    false,
  ],
])('localhost-in-container: %s', (_, given, expected) => {
  expect(found([container('web', given), cache, published])).toEqual(
    expected ? ['web: localhost-in-container'] : [],
  );
});

test('values of variables are not told', () => {
  const web = container('web', { env: ['URL=redis://me:secret@localhost:6379/0?key=hidden'] });
  const snapshot = { architecture: 'amd64', containers: [web, cache], unset: [] };
  const text = JSON.stringify(examine(snapshot));
  expect(text).toContain('URL has localhost:6379');
  expect(text).not.toMatch(/secret|hidden/);
});

const wrong: [string, Given, string | undefined][] = [
  ['loopback', { published: { 80: 8080 }, sockets: [socket(80, true)] }, 'loopback-only'],
  ['loopback and more', { published: { 80: 8080 }, sockets: [socket(80, true), socket(80)] }, undefined],
  ['not published', { sockets: [socket(80, true)] }, undefined],
  ['not listening yet', { published: { 80: 8080 } }, undefined],
  ['not seen', { published: { 80: 8080 }, sockets: undefined }, undefined],
  ['killed for memory', { state: { Running: false, OOMKilled: true, ExitCode: 137 } }, 'out-of-memory'],
  ['a child killed for memory', { memoryRanOut: true }, 'out-of-memory'],
  ['killed by the user', { state: { Running: false, ExitCode: 137 } }, undefined],
  [
    'an empty folder for a file',
    { mounts: [['/p/a.conf', '/a.conf']], emptyFolders: ['/a.conf'] },
    'file-became-folder',
  ],
  ['a file', { mounts: [['/p/a.conf', '/a.conf']] }, undefined],
  ['an emulated image', { architecture: 'arm64' }, undefined],
  [
    'an image of another processor',
    { architecture: 'arm64', state: { Running: false, ExitCode: 255 } },
    'wrong-architecture',
  ],
  ['a job done under emulation', { architecture: 'arm64', state: { Running: false } }, undefined],
  [
    'a foreign program',
    { log: ['exec /x: Exec format error'], state: { Running: false, ExitCode: 126 } },
    'wrong-architecture',
  ],
  ['a full mount', { filesystems: [{ mountPoint: '/data', size: 2 ** 20, available: 0 }] }, 'disk-full'],
  ['room enough', { filesystems: [{ mountPoint: '/', size: 2 ** 40, available: 2 ** 34 }] }, undefined],
  [
    'ended without space',
    { log: ['write: No space left on device'], state: { Running: false, ExitCode: 1 } },
    'disk-full',
  ],
  [
    'has space again',
    {
      log: ['write: No space left on device'],
      filesystems: [{ mountPoint: '/', size: 2 ** 30, available: 2 ** 29 }],
    },
    undefined,
  ],
  [
    'a job for ever',
    { restarts: 9, state: { Restarting: true }, host: { RestartPolicy: { Name: 'always' } } },
    'restart-loop',
  ],
  ['unhealthy', { state: { Health: { Status: 'unhealthy', FailingStreak: 3, Log: [] } } }, 'unhealthy'],
  ['not healthy yet', { state: { Health: { Status: 'starting', FailingStreak: 1, Log: [] } } }, undefined],
  ['ended with an error', { state: { Running: false, ExitCode: 3 } }, 'exited-with-error'],
  ['ended by SIGTERM', { state: { Running: false, ExitCode: 143 } }, undefined],
  ['done', { state: { Running: false, ExitCode: 0 } }, undefined],
  ['restarted long ago', { restarts: 9, host: { RestartPolicy: { Name: 'always' } } }, undefined],
  [
    'restarted once',
    { restarts: 1, state: { Restarting: true }, host: { RestartPolicy: { Name: 'always' } } },
    undefined,
  ],
];

test.each(wrong)('%s', (_, given, code) => {
  expect(found([container('web', given)])).toEqual(code === undefined ? [] : [`web: ${code}`]);
});

test.each([
  ['pa$word', 'word', true],
  ['$$a$word', 'word', true],
  ['$word_more', 'word', false],
  ['${word}', 'word', false],
  ['$$word', 'word', false],
])('dollar-eaten in %s', (text, name, expected) => {
  const path = ['services', 'web', 'environment', 'X'];
  expect(found([], [{ name, path, text }])).toEqual(expected ? ['web: dollar-eaten'] : []);
});

test('containers of a service that have the same are told once', () => {
  const given = { state: { Running: false, OOMKilled: true, ExitCode: 137 } };
  expect(found([container('web', given), container('web', given)])).toEqual(['web: out-of-memory']);
});

test.each([
  ['/etc/nginx.conf', true],
  ['/etc/conf.d', false],
  ['/root/.ssh', false],
  ['/srv/site-1.20', false],
  ['/var/www/example.com', false],
  ['/uploads.v1', false],
  ['/app/.env.local', true],
  ['/app/config.dev', true],
])('%s is called like a file: %s', (path, expected) => expect(looksLikeFile(path)).toBe(expected));

test('each check has a page', () => {
  for (const { code } of checks) expect(existsSync(join(root, `docs/errors/${code}.md`)), code).toBe(true);
});
