/** HTTPS: certificates are checked everywhere but on loopback, against the authorities that this machine knows for a registry. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CertificateFiles, makeCertificate } from '../support/certificate.ts';
import { importAs, openTestImages } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const own = Object.values(networkInterfaces())
  .flat()
  .find((address) => address !== undefined && !address.internal && address.family === 'IPv4')?.address;

let folder: string;
let tls: CertificateFiles;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  tls = makeCertificate(folder, ['IP:127.0.0.1', ...(own === undefined ? [] : [`IP:${own}`])]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pushAndPull(registry: TestRegistry): Promise<void> {
  await using here = await openTestImages();
  const name = `${registry.host}/tls:1`;
  const id = await importAs(here, name);
  await here.images.push(name);
  await using there = await openTestImages();
  expect((await there.images.pull(name)).id).toBe(id);
}

test('a registry on loopback may have any certificate', async () => {
  const registry = await startRegistry({ tls });
  try {
    await pushAndPull(registry);
  } finally {
    await registry.stop();
  }
});

test.skipIf(own === undefined)('another needs one that is known here', async () => {
  const registry = await startRegistry({ tls, address: own ?? '' });
  const trusted = join('/etc/docker/certs.d', registry.host);
  try {
    await using room = await openTestImages();
    await expect(room.images.pull(`${registry.host}/tls:1`)).rejects.toThrow(
      `cannot reach registry ${registry.host}: its certificate is signed by itself, and not known here`,
    );
    mkdirSync(trusted, { recursive: true });
    copyFileSync(tls.certificate, join(trusted, 'ca.crt'));
    await pushAndPull(registry);
  } finally {
    rmSync(trusted, { recursive: true, force: true });
    await registry.stop();
  }
});

test.skipIf(own === undefined)('and without HTTPS it is refused', async () => {
  const registry = await startRegistry({ address: own ?? '' });
  try {
    await using room = await openTestImages();
    await expect(room.images.pull(`${registry.host}/plain:1`)).rejects.toMatchObject({
      kind: 'system',
      message: expect.stringContaining(`cannot reach registry ${registry.host}: `),
    });
  } finally {
    await registry.stop();
  }
});
