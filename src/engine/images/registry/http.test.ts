import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpClient, readBody } from './http.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const it of opened.splice(0)) it.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(env: Record<string, string> = {}): HttpClient {
  const http = new HttpClient(env);
  opened.push(http);
  return http;
}

test('a redirect to another host is followed without the credentials, one on the same host with them', async () => {
  const seen: string[] = [];
  const elsewhere = await serve((request, response) => {
    seen.push(`elsewhere ${request.headers.authorization} ${request.headers.range}`);
    response.end('content');
  });
  const here = await serve((request, response) => {
    seen.push(`here ${request.headers.authorization}`);
    const target = request.url === '/first' ? '/second' : `${elsewhere}/blob`;
    response.writeHead(307, { Location: target }).end();
  });
  const response = await client().request({
    method: 'GET',
    url: new URL('/first', here),
    headers: { Authorization: 'Bearer secret', Range: 'bytes=5-' },
    insecure: true,
  });
  expect(String(await readBody(response, 100))).toBe('content');
  expect(seen).toEqual(['here Bearer secret', 'here Bearer secret', 'elsewhere undefined bytes=5-']);
});

test('redirects without end, and answers without end, are refused', async () => {
  const loop = await serve((_, response) => void response.writeHead(302, { Location: '/' }).end());
  const url = new URL(loop);
  await expect(client().request({ method: 'GET', url, insecure: true })).rejects.toThrow(
    'too many redirects',
  );
  const long = await serve((_, response) => void response.end('x'.repeat(5000)));
  const response = await client().request({ method: 'GET', url: new URL(long), insecure: true });
  await expect(readBody(response, 1000)).rejects.toThrow('longer than 1000 bytes');
});

test('a redirect of an upload is not followed', async () => {
  const server = await serve((_, response) => void response.writeHead(307, { Location: '/other' }).end());
  const response = await client().request({
    method: 'PUT',
    url: new URL(server),
    body: Buffer.from('x'),
    insecure: true,
  });
  expect(response.status).toBe(307);
  response.body.resume();
});

test('proxies of the environment are used, except for hosts in NO_PROXY', async () => {
  const proxied: string[] = [];
  const proxy = await serve((request, response) => {
    proxied.push(request.url ?? '');
    response.end('by proxy');
  });
  const direct = await serve((_, response) => void response.end('direct'));
  const http = client({ HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1' });
  const ask = async (url: string): Promise<string> =>
    String(await readBody(await http.request({ method: 'GET', url: new URL(url), insecure: true }), 100));
  expect(await ask('http://registry.invalid/v2/')).toBe('by proxy');
  expect(await ask(direct)).toBe('direct');
  expect(proxied).toEqual(['http://registry.invalid/v2/']);
});

test('a request can be given up', async () => {
  const silent = await serve(() => {});
  const stop = new AbortController();
  const request = client().request({
    method: 'GET',
    url: new URL(silent),
    insecure: true,
    signal: stop.signal,
  });
  stop.abort();
  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
});
