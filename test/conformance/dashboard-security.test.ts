/** Nobody but the page that was opened with the code gets anything, on any way. */
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  CLOSED_KEY_REFUSED,
  DOWNLOAD_PATH,
  LOG_DOWNLOAD_PATH,
  SESSION_PATH,
  SHELL_PATH,
  SOCKET_PATH,
  UPLOAD_PATH,
} from '../../src/dashboard-api/index.ts';
import { registry } from '../../src/dashboard-server/subjects.ts';
import { askHttp, redeem } from '../support/dashboard-client.ts';
import { sharedDashboard } from '../support/test-dashboard.ts';

const world = sharedDashboard();

const posts = [LOG_DOWNLOAD_PATH, DOWNLOAD_PATH, UPLOAD_PATH];
const gets = ['/', '/p/app', '/assets/main-1.js'];
const own = (): string => world().origin;

describe('over HTTP', () => {
  const hosts = ['evil.example', 'localhost', 'localhost.evil.example', '127.0.0.1:1', '0.0.0.0', '[::]'];

  test.each([...gets, ...posts, SESSION_PATH, SOCKET_PATH, SHELL_PATH])(
    '%s: another Host is refused',
    async (path) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        for (const host of [...hosts, `evil.example:${world().port}`]) {
          const answer = await askHttp(world().port, method, path, { host, origin: `http://${host}` });
          expect([answer.status, answer.headers['access-control-allow-origin']], `${method} ${host}`).toEqual(
            [421, undefined],
          );
        }
      }
    },
  );

  test.each([...posts, SESSION_PATH])('POST %s: no Origin and foreign ones are refused', async (path) => {
    const headers = { authorization: `Bearer ${world().page.key}`, 'content-type': 'application/json' };
    const foreign = [
      'null',
      'http://evil.example',
      `https://localhost:${world().port}`,
      'http://localhost:1',
    ];
    for (const origin of [undefined, ...foreign, `http://127.0.0.1:${world().port}`]) {
      const sent = origin === undefined ? headers : { ...headers, origin };
      const answer = await askHttp(world().port, 'POST', path, sent, '{}');
      expect([answer.status, answer.headers['access-control-allow-origin']], String(origin)).toEqual([
        403,
        undefined,
      ]);
    }
  });

  test.each(posts)('POST %s: no key and wrong ones are refused', async (path) => {
    const wrong = [
      '',
      'Bearer',
      'Bearer x',
      `Bearer ${world().page.key}x`,
      `Basic ${world().page.key}`,
      world().page.key,
    ];
    for (const authorization of [undefined, ...wrong]) {
      const headers = { origin: own(), 'content-type': 'application/json' };
      const sent = authorization === undefined ? headers : { ...headers, authorization };
      expect((await askHttp(world().port, 'POST', path, sent, '{}')).status, String(authorization)).toBe(403);
    }
    const asked = await askHttp(
      world().port,
      'POST',
      `${path}?key=${world().page.key}&token=${world().page.key}`,
      {
        origin: own(),
      },
    );
    expect(asked.status).toBe(403);
    const right = {
      origin: own(),
      authorization: `Bearer ${world().page.key}`,
      'content-type': 'application/json',
    };
    expect((await askHttp(world().port, 'POST', path, right, '{}')).status).toBe(400);
  });

  test('a code works once; a new one ends those before; what is no code does nothing', async () => {
    const first = world().dashboard.address().url;
    const second = world().dashboard.address().url;
    await expect(redeem(first)).rejects.toThrow('403');
    expect(await redeem(second)).toBe(world().page.key);
    await expect(redeem(second)).rejects.toThrow('403');
    await expect(redeem(`${own()}/#t=`)).rejects.toThrow('403');
    const unasked = world().dashboard.address().url;
    const body = JSON.stringify({ code: new URL(unasked).hash.slice(3) });
    const form = { origin: own(), 'content-type': 'text/plain' };
    expect((await askHttp(world().port, 'POST', SESSION_PATH, form, body)).status).toBe(400);
  });

  test('every answer forbids what pages of others could do with it', async () => {
    for (const path of [...gets, '/assets/none.js', SESSION_PATH]) {
      const { headers } = await askHttp(world().port, 'GET', path);
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy).toContain(part);
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test('only files of the page are files', async () => {
    const outside = [
      '/assets/../../../etc/passwd',
      '/assets/%2e%2e/%2e%2e/etc/passwd',
      '/assets/..%2findex.html',
      '/assets/none.js',
    ];
    for (const path of outside) {
      const { status, body } = await askHttp(world().port, 'GET', path);
      expect(body, path).not.toContain('root:');
      expect(status === 404 || body.includes('<title>page</title>'), path).toBe(true);
    }
    expect((await askHttp(world().port, 'PUT', '/', { origin: own() })).status).toBe(405);
  });
});

/** The status that refused an upgrade, or the code with which the socket was closed after `first` was said. */
function knock(path: string, headers: Record<string, string>, first?: string): Promise<number> {
  return new Promise((resolve) => {
    const { origin, ...rest } = headers;
    const socket = new WebSocket(`ws://127.0.0.1:${world().port}${path}`, {
      headers: { host: `localhost:${world().port}`, ...rest },
      ...(origin === undefined ? {} : { origin }),
    });
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    socket.on('error', () => undefined);
    socket.on('open', () => first !== undefined && socket.send(first));
    socket.on('message', () => resolve(-1));
    socket.on('close', (code) => resolve(code));
  });
}

describe('over WebSockets', () => {
  test.each([SOCKET_PATH, SHELL_PATH])('%s: Host and Origin', async (path) => {
    expect(await knock(path, { host: 'evil.example', origin: 'http://evil.example' })).toBe(421);
    expect(await knock(path, {})).toBe(403);
    for (const origin of [
      'null',
      'http://evil.example',
      'http://localhost:1',
      `http://127.0.0.1:${world().port}`,
    ])
      expect(await knock(path, { origin }), origin).toBe(403);
  });

  test('other paths are no WebSockets', async () => {
    for (const path of ['/', '/socket/', '/p/app', UPLOAD_PATH])
      expect(await knock(path, { origin: own() })).toBe(404);
  });

  const shell = { kind: 'open', engine: 'given', container: 'x', columns: 80, rows: 24 };
  test.each([
    ['nothing that is a message', SOCKET_PATH, 'x'],
    ['no key', SOCKET_PATH, JSON.stringify({ kind: 'hello', protocol: 1 })],
    ['a wrong key', SOCKET_PATH, JSON.stringify({ kind: 'hello', protocol: 1, key: 'x' })],
    ['a shell without key', SHELL_PATH, JSON.stringify(shell)],
    ['a shell with a wrong key', SHELL_PATH, JSON.stringify({ ...shell, key: 'x' })],
    ['a size before the shell', SHELL_PATH, JSON.stringify({ kind: 'resize', columns: 1, rows: 1 })],
  ])('%s: closed, nothing answered', async (_what, path, first) => {
    expect(await knock(path, { origin: own() }, first)).toBe(CLOSED_KEY_REFUSED);
  });

  test.each(Object.keys(registry.topics))('topic %s before the key', async (topic) => {
    const frame = { kind: 'subscribe', id: 1, engine: 'given', topic, params: {}, key: world().page.key };
    expect(await knock(SOCKET_PATH, { origin: own() }, JSON.stringify(frame))).toBe(CLOSED_KEY_REFUSED);
  });

  test.each(Object.keys(registry.calls))('call %s before the key', async (call) => {
    const frame = { kind: 'call', id: 1, engine: 'given', call, params: {}, key: world().page.key };
    expect(await knock(SOCKET_PATH, { origin: own() }, JSON.stringify(frame))).toBe(CLOSED_KEY_REFUSED);
  });

  test.each([...Object.keys(registry.topics), ...Object.keys(registry.calls)])(
    '%s: parameters of no kind',
    async (name) => {
      const params = { __proto__x: 1 } as never;
      if (Object.hasOwn(registry.calls, name)) {
        await expect(world().page.call(name as never, params)).rejects.toThrow('bad-parameters');
      } else await expect(world().page.first(name as never, params)).rejects.toThrow('bad-parameters');
    },
  );

  test('names that objects have by themselves are no topics and no calls', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'exec']) {
      await expect(world().page.call(name as never, {} as never)).rejects.toThrow('unknown-call');
      await expect(world().page.first(name as never, {} as never)).rejects.toThrow('unknown-topic');
    }
  });
});
