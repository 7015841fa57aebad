/** What a registry has under a name, without pulling it. */
import type { DistributionInspect } from '../../engine-api/index.ts';
import type { ImageConfig } from './contract.ts';
import type { Index, Manifest } from './media-types.ts';
import { parseReference, withDefaultTag } from './reference.ts';
import type { Registries, RegistryAccess } from './registry/registries.ts';
import { pullError } from './registry/registry-error.ts';

/** @throws EngineError as pull does. */
export async function describeDistribution(
  registries: Registries,
  text: string,
  access: RegistryAccess,
): Promise<DistributionInspect> {
  const { client, manifest } = await registries.findManifest(text, access);
  const Descriptor = { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
  const content = JSON.parse(manifest.bytes.toString()) as Partial<Index & Manifest>;
  if (content.manifests !== undefined) {
    const Platforms = content.manifests.flatMap(({ platform }) => (platform ? [platform] : []));
    return { Descriptor, Platforms };
  }
  if (content.config === undefined) return { Descriptor, Platforms: [] };
  try {
    const config = JSON.parse((await client.smallBlob(content.config)).toString()) as Partial<ImageConfig>;
    const { architecture, os, variant } = config;
    if (architecture === undefined || os === undefined) return { Descriptor, Platforms: [] };
    return { Descriptor, Platforms: [{ architecture, os, ...(variant ? { variant } : {}) }] };
  } catch (error) {
    throw pullError(error, withDefaultTag(parseReference(text)), client.session.source.host);
  }
}
