/** What is in an unpacked image archive: Docker's `manifest.json`, else an OCI layout. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { resolveEntryName } from './archive/entry-path.ts';
import { ArchiveError } from './archive/tar-format.ts';
import { type Index, type Manifest, mediaTypes } from './media-types.ts';
import { choosePlatform, hostPlatform } from './platform.ts';

export interface ArchivedImage {
  /** Bytes of the configuration, verified where the archive names its digest. */
  config: Buffer;
  /** Files with the layers, lowest first. */
  layers: string[];
  /** Names as the archive has them. */
  names: string[];
}

/** A folder that somebody else filled: links in it must not lead out of it. */
export class ArchiveFolder {
  readonly #root: string;

  constructor(folder: string) {
    this.#root = realpathSync(folder);
  }

  /** Absolute path of a file. @throws EngineError `invalid` when it is missing or elsewhere. */
  path(name: string): string {
    const path = this.find(name);
    if (path === undefined)
      throw new EngineError('invalid', `the archive has no file ${JSON.stringify(name)}`);
    return path;
  }

  find(name: string): string | undefined {
    let real: string;
    try {
      real = realpathSync(join(this.#root, resolveEntryName(name)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
      if (!(error instanceof ArchiveError)) throw error;
      throw new EngineError('invalid', error.message, { cause: error });
    }
    if (real.startsWith(`${this.#root}/`)) return real;
    throw new EngineError('invalid', `the archive's file ${JSON.stringify(name)} points outside of it`);
  }

  json(name: string): unknown {
    try {
      return JSON.parse(readFileSync(this.path(name), 'utf8'));
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw new EngineError('invalid', `the archive's file ${JSON.stringify(name)} is not JSON`, {
        cause: error,
      });
    }
  }

  bytes(name: string): Buffer {
    return readFileSync(this.path(name));
  }
}

/** @throws EngineError `invalid` when it is neither. */
export function readArchive(folder: ArchiveFolder): ArchivedImage[] {
  const read =
    folder.find('manifest.json') === undefined
      ? folder.find('index.json') && readOciLayout
      : readDockerArchive;
  try {
    if (read) return read(folder);
  } catch (error) {
    // What is JSON but has not the fields that it should have.
    if (!(error instanceof TypeError)) throw error;
    throw new EngineError('invalid', "invalid archive: the archive's manifest is damaged", { cause: error });
  }
  throw new EngineError('invalid', 'invalid archive: does not contain a manifest.json');
}

function readDockerArchive(folder: ArchiveFolder): ArchivedImage[] {
  const manifests = folder.json('manifest.json') as {
    Config: string;
    RepoTags?: string[] | null;
    Layers: string[];
  }[];
  return manifests.map((manifest) => ({
    config: folder.bytes(manifest.Config),
    layers: manifest.Layers.map((layer) => folder.path(layer)),
    names: manifest.RepoTags ?? [],
  }));
}

function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function readOciLayout(folder: ArchiveFolder): ArchivedImage[] {
  const images = new Map<string, ArchivedImage>();
  for (const entry of (folder.json('index.json') as Index).manifests) {
    const digest = manifestFor(folder, entry);
    const manifest = folder.json(blobName(digest)) as Manifest;
    const image = images.get(digest) ?? {
      config: folder.bytes(blobName(manifest.config.digest)),
      layers: manifest.layers.map((layer) => folder.path(blobName(layer.digest))),
      names: [],
    };
    const name = entry.annotations?.['io.containerd.image.name'] ?? nameOfRef(entry.annotations);
    if (name !== undefined) image.names.push(name);
    images.set(digest, image);
  }
  return [...images.values()];
}

/** Skopeo and Podman write whole names into this annotation; where it is a tag alone, there is no repository to go with it. */
function nameOfRef(annotations: Record<string, string> | undefined): string | undefined {
  const name = annotations?.['org.opencontainers.image.ref.name'];
  return name !== undefined && /[/:]/.test(name) ? name : undefined;
}

function manifestFor(folder: ArchiveFolder, entry: { digest: string; mediaType: string }): string {
  if (entry.mediaType !== mediaTypes.ociIndex && entry.mediaType !== mediaTypes.dockerList)
    return entry.digest;
  const index = folder.json(blobName(entry.digest)) as Index;
  const fits = choosePlatform(index.manifests, hostPlatform());
  if (fits === undefined) throw new EngineError('not-found', 'the archive has no image for this platform');
  return fits.digest;
}
