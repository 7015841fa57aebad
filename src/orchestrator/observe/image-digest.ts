import type { DistributionInspect } from '../../engine-api/index.ts';
import { encodeAuth } from '../../engine-client/index.ts';
import { credentialsFor } from '../execute/credentials.ts';
import { digestOf } from '../publish/manifest.ts';
import { RegistryRepository } from '../publish/registry.ts';
import type { ContainerQuery } from './containers.ts';
import { encodeName } from './images.ts';

/** The digest of an image in its registry. The engine looks it up; Podman's API cannot, and the registry is asked from here. */
export async function imageDigest({ client, signal }: ContainerQuery, image: string): Promise<string> {
  if (await client.isPodman()) {
    const repository = await RegistryRepository.open(image, signal);
    const { bytes } = await repository.manifest(repository.name.reference);
    return digestOf(bytes);
  }
  const auth = await credentialsFor(image);
  const { Descriptor } = await client.json<DistributionInspect>({
    method: 'GET',
    path: `/distribution/${encodeName(image)}/json`,
    signal,
    ...(auth === undefined ? {} : { headers: { 'X-Registry-Auth': encodeAuth(auth) } }),
  });
  return Descriptor.digest;
}
