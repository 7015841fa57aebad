/** Registries behind an HTTP proxy: HTTPS goes through its tunnel, checked to the registry's own certificate. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { importAs, openTestImages } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

/** Not loopback: nobody reaches that by a proxy, nor without a certificate. */
const own = Object.values(networkInterfaces())
  .flat()
  .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')?.address;

describe.skipIf(own === undefined)('a registry behind a proxy', () => {
  let folder: string;
  let trusted: string;
  let registry: TestRegistry;
  let name: string;
  let id: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxied-'));
    const tls = makeCertificate(folder, [`IP:${own}`]);
    registry = await startRegistry({ tls, address: own ?? '' });
    trusted = join('/etc/docker/certs.d', registry.host);
    mkdirSync(trusted, { recursive: true });
    copyFileSync(tls.certificate, join(trusted, 'ca.crt'));
    name = `${registry.host}/proxied:1`;
    await using room = await openTestImages();
    id = await importAs(room, name);
    await room.images.push(name);
  });
  afterAll(async () => {
    rmSync(trusted, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    await registry.stop();
  });

  async function withProxy(
    credentials: string | undefined,
    use: (proxy: ConnectProxy) => Promise<void>,
  ): Promise<void> {
    const proxy = await startConnectProxy(credentials);
    try {
      await use(proxy);
    } finally {
      proxy.stop();
    }
  }

  test.each(['HTTPS_PROXY', 'https_proxy'])('%s: pushes and pulls go through the tunnel', (variable) =>
    withProxy(undefined, async (proxy) => {
      await using room = await openTestImages({ [variable]: proxy.url });
      expect((await room.images.pull(name)).id).toBe(id);
      const again = `${registry.host}/proxied:again`;
      await importAs(room, again);
      await room.images.push(again);
      expect(proxy.tunnels.length).toBeGreaterThan(0);
      expect(new Set(proxy.tunnels)).toEqual(new Set([registry.host]));
    }),
  );

  test('NO_PROXY: what it names is reached without', () =>
    withProxy(undefined, async (proxy) => {
      await using room = await openTestImages({ HTTPS_PROXY: proxy.url, NO_PROXY: `example.org,${own}` });
      expect((await room.images.pull(name)).id).toBe(id);
      expect(proxy.tunnels).toEqual([]);
    }));

  test('name and password of the proxy are told to it', () =>
    withProxy('me:secret', async (proxy) => {
      await using room = await openTestImages({ HTTPS_PROXY: proxy.url });
      expect((await room.images.pull(name)).id).toBe(id);
      expect(proxy.tunnels).toContain(registry.host);
    }));

  test('the certificate is checked through the tunnel too', () =>
    withProxy(undefined, async (proxy) => {
      rmSync(join(trusted, 'ca.crt'));
      try {
        await using room = await openTestImages({ HTTPS_PROXY: proxy.url });
        await expect(room.images.pull(name)).rejects.toThrow(
          `cannot reach registry ${registry.host}: its certificate is signed by itself, and not known here`,
        );
      } finally {
        copyFileSync(join(folder, 'cert.pem'), join(trusted, 'ca.crt'));
      }
    }));

  test('a proxy that refuses, and one that is not there, are named, without their password', async () => {
    await withProxy('me:secret', async (proxy) => {
      const wrong = new URL(proxy.url);
      wrong.password = 'guess';
      await using room = await openTestImages({ HTTPS_PROXY: wrong.href });
      const failure = await room.images.pull(name).catch((error: Error) => error.message);
      expect(failure).toContain(`cannot reach registry ${registry.host}: `);
      expect(failure).toContain(wrong.host);
      expect(failure).toContain('407');
      expect(failure).not.toContain('guess');
    });
    await using room = await openTestImages({ HTTPS_PROXY: 'http://me:guess@127.0.0.1:9' });
    await expect(room.images.pull(name)).rejects.toThrow(
      `cannot reach registry ${registry.host} through the proxy 127.0.0.1:9: nothing listens there (connection refused)`,
    );
  });
});
