/** `docker pull`: from a name to an image whose layers are unpacked. */
import { EngineError } from '../../shared/index.ts';
import type { ImageConfig } from './contract.ts';
import { type Descriptor, type Index, type Manifest, mediaTypes } from './media-types.ts';
import { choosePlatform, formatPlatform, hostPlatform, type Platform, parsePlatform } from './platform.ts';
import type { Emit } from './progress.ts';
import type { PullLayers } from './pull-layers.ts';
import { familiarString, type ImageReference, parseReference, withDefaultTag } from './reference.ts';
import type { FetchedManifest, RepositoryClient } from './registry/client.ts';
import type { Registries, RegistryAccess } from './registry/registries.ts';
import { pullError } from './registry/registry-error.ts';
import { setDigest, setTag } from './store/names.ts';
import type { ImageStore } from './store/store.ts';

export interface PullRequest extends RegistryAccess {
  text: string;
  platform: string | undefined;
  emit: Emit;
}

/** What pulling needs of the room. */
export interface PullContext {
  store: ImageStore;
  registries: Registries;
  layers: PullLayers;
}

const schema1 = new Set<string>([mediaTypes.dockerSchema1, mediaTypes.dockerSchema1Signed]);
const indexes = new Set<string>([mediaTypes.ociIndex, mediaTypes.dockerList]);
const manifests = new Set<string>([mediaTypes.ociManifest, mediaTypes.dockerManifest]);

/** Id of the image. @throws EngineError with Docker's sentences. */
export async function pullImage(context: PullContext, request: PullRequest): Promise<string> {
  const { store, registries } = context;
  const reference = withDefaultTag(parseReference(request.text));
  const { client, manifest: top } = await registries.findManifest(request.text, request);
  request.emit({
    status: `Pulling from ${reference.path}`,
    id: reference.digest ?? reference.tag ?? 'latest',
  });
  let id: string;
  try {
    const manifest = await chooseManifest(client, top, request.platform);
    id = await fetchImage(context, client, manifest, reference, request);
  } catch (error) {
    throw pullError(error, reference, client.session.source.host);
  }
  const changed = nameImage(store, reference, top.digest, id);
  await store.save();
  request.emit({ status: `Digest: ${top.digest}` });
  const name = familiarString(reference);
  request.emit({
    status: changed
      ? `Status: Downloaded newer image for ${name}`
      : `Status: Image is up to date for ${name}`,
  });
  return id;
}

/** Whether the name means another image than before. */
function nameImage(store: ImageStore, reference: ImageReference, digest: string, id: string): boolean {
  const digestName = `${reference.domain}/${reference.path}@${digest}`;
  const tagName = `${reference.domain}/${reference.path}:${reference.tag ?? ''}`;
  const before = reference.digest === undefined ? store.tags.get(tagName) : store.digests.get(digestName);
  setDigest(store, reference, digest, id);
  if (reference.digest === undefined && before !== id) setTag(store, reference, id);
  return before !== id;
}

/** The manifest for the platform, where the name stands for several. */
export async function chooseManifest(
  client: RepositoryClient,
  top: FetchedManifest,
  wanted: string | undefined,
): Promise<FetchedManifest> {
  const platform = wanted ? parsePlatform(wanted) : hostPlatform();
  let current = top;
  // An index may name an index; more than a few levels are nonsense.
  for (let depth = 0; indexes.has(current.mediaType) && depth < 4; depth++) {
    const index = parse(current) as Index;
    const descriptor = choosePlatform(index.manifests ?? [], platform);
    if (descriptor === undefined) {
      throw new EngineError(
        'not-found',
        `no matching manifest for ${formatPlatform(platform)} in the manifest list entries`,
      );
    }
    current = await client.manifest(descriptor.digest);
  }
  if (schema1.has(current.mediaType)) {
    throw new EngineError(
      'invalid',
      'the registry has this image only in the old format "schema 1", which is not supported: push it again with a recent tool',
    );
  }
  if (!manifests.has(current.mediaType)) {
    throw new EngineError('invalid', `unsupported manifest media type ${JSON.stringify(current.mediaType)}`);
  }
  return current;
}

async function fetchImage(
  context: PullContext,
  client: RepositoryClient,
  fetched: FetchedManifest,
  reference: ImageReference,
  request: PullRequest,
): Promise<string> {
  const { store, layers } = context;
  const manifest = parse(fetched) as Manifest;
  const known = knownImage(store, manifest.config.digest);
  if (known !== undefined) {
    rememberManifest(store, known, fetched);
    await store.writeBlob(fetched.digest, fetched.bytes);
    return known;
  }
  const bytes = await client.smallBlob(manifest.config);
  const config = readConfig(bytes, manifest);
  checkPlatform(config, request.platform, reference);
  const held = await layers.fetch(client, pairLayers(manifest, config), request);
  try {
    await store.writeBlob(manifest.config.digest, bytes);
    await store.writeBlob(fetched.digest, fetched.bytes);
    store.images.set(manifest.config.digest, {
      layers: held.ids,
      created: config.created === undefined ? 0 : Date.parse(config.created),
      labels: config.config?.Labels ?? null,
      manifest: { digest: fetched.digest, mediaType: fetched.mediaType },
    });
    return manifest.config.digest;
  } finally {
    held.release();
  }
}

/** An image with this configuration; one that was built here and pushed has it under another id. */
function knownImage(store: ImageStore, configDigest: string): string | undefined {
  if (store.images.has(configDigest)) return configDigest;
  return [...store.images].find(([, image]) => image.publishedId === configDigest)?.[0];
}

function rememberManifest(store: ImageStore, id: string, { digest, mediaType }: FetchedManifest): void {
  const image = store.images.get(id);
  if (image !== undefined) image.manifest ??= { digest, mediaType };
}

function parse(manifest: FetchedManifest): unknown {
  try {
    return JSON.parse(manifest.bytes.toString());
  } catch (error) {
    throw new EngineError('system', `manifest ${manifest.digest} is not JSON`, { cause: error });
  }
}

function readConfig(bytes: Buffer, manifest: Manifest): ImageConfig {
  const config = JSON.parse(bytes.toString()) as ImageConfig;
  if (
    manifest.config.mediaType !== mediaTypes.ociConfig &&
    manifest.config.mediaType !== mediaTypes.dockerConfig
  ) {
    throw new EngineError(
      'invalid',
      `this is no container image but an artifact of type ${JSON.stringify(manifest.artifactType ?? manifest.config.mediaType)}`,
    );
  }
  return config;
}

function checkPlatform(config: ImageConfig, wanted: string | undefined, reference: ImageReference): void {
  if (config.os !== 'linux') {
    throw new EngineError('invalid', `image operating system "${config.os}" cannot be used on this platform`);
  }
  if (wanted === undefined) return;
  const platform = parsePlatform(wanted);
  const actual: Platform = {
    os: config.os,
    architecture: config.architecture,
    ...(config.variant ? { variant: config.variant } : {}),
  };
  const fits = choosePlatform([{ mediaType: '', digest: '', size: 0, platform: actual }], platform);
  if (fits !== undefined) return;
  throw new EngineError(
    'not-found',
    `image with reference ${familiarString(reference)} was found but does not match the specified platform: ` +
      `wanted ${formatPlatform(platform)}, actual: ${formatPlatform(actual)}`,
  );
}

/** A manifest's layer and the digest of its tar. */
export interface WantedLayer {
  descriptor: Descriptor;
  diffId: string;
}

function pairLayers(manifest: Manifest, config: ImageConfig): WantedLayer[] {
  const diffIds = config.rootfs?.diff_ids ?? [];
  if (diffIds.length !== manifest.layers.length) {
    throw new EngineError(
      'invalid',
      `the manifest has ${manifest.layers.length} layers, the configuration ${diffIds.length}`,
    );
  }
  return manifest.layers.map((descriptor, index) => ({ descriptor, diffId: diffIds[index] as string }));
}
