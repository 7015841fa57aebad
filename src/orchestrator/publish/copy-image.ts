import type { Descriptor } from './manifest.ts';
import { digestOf } from './manifest.ts';
import type { RegistryRepository } from './registry.ts';

interface Manifest {
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
}

/** Copies an image with all that it consists of into another repository; its descriptor there. */
export async function copyImage(
  from: RegistryRepository,
  to: RegistryRepository,
  reference: string,
): Promise<Descriptor> {
  const { bytes, type } = await from.manifest(reference);
  const { config, layers = [], manifests = [] } = JSON.parse(bytes.toString('utf8')) as Manifest;
  for (const { digest } of manifests) await copyImage(from, to, digest);
  for (const blob of [...(config === undefined ? [] : [config]), ...layers])
    await to.pushBlob(blob, () => from.blob(blob.digest));
  const digest = digestOf(bytes);
  await to.pushManifest(digest, bytes, type);
  const { host, repository } = from.name;
  const hostname = new URL(`http://${host}`).hostname;
  const annotations = { [`containerd.io/distribution.source.${hostname}`]: repository };
  return { mediaType: type, digest, size: bytes.length, annotations };
}
