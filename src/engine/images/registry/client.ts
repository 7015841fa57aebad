/** The operations of the OCI distribution specification, on one repository. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { EngineError } from '../../../shared/index.ts';
import { acceptedManifests, type Descriptor } from '../media-types.ts';
import { type HttpResponse, readBody } from './http.ts';
import { registryErrorOf } from './registry-error.ts';
import type { RegistrySession } from './session.ts';

export interface FetchedManifest {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

/** Registries take manifests of at most 4 MiB (distribution specification, "Pushing Manifests"). */
const manifestLimit = 4 << 20;
const configLimit = 8 << 20;

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export class RepositoryClient {
  readonly session: RegistrySession;

  constructor(session: RegistrySession) {
    this.session = session;
  }

  /** The same repository, with requests that end by another signal. */
  withSignal(signal: AbortSignal): RepositoryClient {
    return new RepositoryClient(this.session.withSignal(signal));
  }

  /** By tag or digest; verified where a digest is known. @throws RegistryError, EngineError for wrong content. */
  async manifest(reference: string): Promise<FetchedManifest> {
    const response = await this.session.request({
      method: 'GET',
      target: `manifests/${reference}`,
      headers: { Accept: acceptedManifests },
    });
    if (response.status !== 200) throw await registryErrorOf(response);
    const bytes = await readBody(response, manifestLimit);
    const digest = digestOf(bytes);
    const wanted = reference.includes(':') ? reference : response.headers['docker-content-digest'];
    if (typeof wanted === 'string' && wanted.startsWith('sha256:')) verify(digest, wanted);
    return { mediaType: mediaTypeOf(response, bytes), digest, bytes };
  }

  /** A small blob (a configuration), verified. */
  async smallBlob(descriptor: Descriptor): Promise<Buffer> {
    const response = await this.session.request({ method: 'GET', target: `blobs/${descriptor.digest}` });
    if (response.status !== 200) throw await registryErrorOf(response);
    const bytes = await readBody(response, configLimit);
    verify(digestOf(bytes), descriptor.digest);
    return bytes;
  }

  /** The bytes of a blob from `offset` on; the status says whether the registry went along (206) or not (200). */
  async blob(digest: string, offset: number): Promise<HttpResponse> {
    const headers = offset > 0 ? { Range: `bytes=${offset}-` } : {};
    const response = await this.session.request({ method: 'GET', target: `blobs/${digest}`, headers });
    if (response.status !== 200 && response.status !== 206) throw await registryErrorOf(response);
    return response;
  }

  async hasBlob(digest: string): Promise<boolean> {
    const response = await this.session.request({ method: 'HEAD', target: `blobs/${digest}` });
    response.body.resume();
    return response.status === 200;
  }

  /** The digest of the manifest that a name has now; undefined when there is none. */
  async manifestDigest(reference: string): Promise<string | undefined> {
    const response = await this.session.request({
      method: 'HEAD',
      target: `manifests/${reference}`,
      headers: { Accept: acceptedManifests },
    });
    response.body.resume();
    const digest = response.headers['docker-content-digest'];
    return response.status === 200 && typeof digest === 'string' ? digest : undefined;
  }

  /**
   * Begins an upload, or takes the blob over from another repository of the same registry.
   * Undefined when it was taken over, else where to send the bytes.
   */
  async beginUpload(mount?: { digest: string; from: string }): Promise<URL | undefined> {
    const query = mount ? `?mount=${mount.digest}&from=${encodeURIComponent(mount.from)}` : '';
    const response = await this.session.request({
      method: 'POST',
      target: `blobs/uploads/${query}`,
      headers: { 'Content-Length': '0' },
      ...(mount ? { from: mount.from } : {}),
    });
    if (response.status === 201) {
      response.body.resume();
      return undefined;
    }
    if (response.status !== 202) throw await registryErrorOf(response);
    response.body.resume();
    return locationOf(response);
  }

  /** Sends a blob in one piece ("monolithic", POST then PUT). */
  async finishUpload(location: URL, digest: string, size: number, content: Readable | Buffer): Promise<void> {
    const target = new URL(location);
    target.searchParams.set('digest', digest);
    const response = await this.session.request({
      method: 'PUT',
      target,
      headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) },
      body: content,
    });
    if (response.status !== 201) throw await registryErrorOf(response);
    response.body.resume();
  }

  async putManifest(reference: string, mediaType: string, bytes: Buffer): Promise<void> {
    const response = await this.session.request({
      method: 'PUT',
      target: `manifests/${reference}`,
      headers: { 'Content-Type': mediaType },
      body: bytes,
    });
    if (response.status !== 201 && response.status !== 200) throw await registryErrorOf(response);
    response.body.resume();
  }
}

function locationOf(response: HttpResponse): URL {
  const { location } = response.headers;
  if (location === undefined)
    throw new Error(`${response.url.href}: the registry does not say where to upload`);
  return new URL(location, response.url);
}

function mediaTypeOf(response: HttpResponse, bytes: Buffer): string {
  const header = (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (header !== '' && header !== 'application/json' && header !== 'text/plain') return header;
  const { mediaType } = JSON.parse(bytes.toString()) as { mediaType?: string };
  return mediaType ?? header;
}

function verify(actual: string, wanted: string): void {
  if (actual === wanted) return;
  throw new EngineError('system', `content does not match its digest: wanted ${wanted}, got ${actual}`);
}
