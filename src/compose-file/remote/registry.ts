import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../shared/index.ts';

/** No part of a Compose artifact is larger. */
const MAX_BYTES = 8 * 1024 * 1024;
const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

export interface Blob {
  digest: string;
  bytes: Buffer;
}

/** Reads small things from an OCI registry (distribution specification 1.1), with a token where it asks for one. */
export class Registry {
  readonly #repository: string;
  readonly #base: string;
  readonly #basic: string | undefined;
  #token: string | undefined;

  private constructor(host: string, repository: string, basic: string | undefined) {
    this.#repository = repository;
    this.#basic = basic;
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
    this.#base = `${isLocal ? 'http' : 'https'}://${host}/v2/${repository}`;
  }

  static async open(
    host: string,
    repository: string,
    environment: Record<string, string | undefined>,
  ): Promise<Registry> {
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host;
    return new Registry(address, repository, await credentials(host, environment));
  }

  /** @param reference tag or digest */
  manifest(reference: string): Promise<Blob> {
    return this.#get(`manifests/${reference}`, MANIFESTS, reference);
  }

  blob(digest: string): Promise<Blob> {
    return this.#get(`blobs/${digest}`, '*/*', digest);
  }

  async #get(path: string, accept: string, expected: string): Promise<Blob> {
    let response = await this.#fetch(path, accept);
    if (response.status === 401) {
      await this.#authorize(response.headers.get('www-authenticate') ?? '');
      response = await this.#fetch(path, accept);
    }
    if (!response.ok) {
      throw new UserError(
        'remote-unavailable',
        `${this.#base}/${path}: ${response.status} ${response.statusText}`,
      );
    }
    const bytes = await readBounded(response, path);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (expected.startsWith('sha256:') && expected !== digest) {
      throw new UserError('remote-unavailable', `${this.#base}/${path} is not what its digest says`);
    }
    return { digest, bytes };
  }

  async #fetch(path: string, accept: string): Promise<Response> {
    const headers: Record<string, string> = { accept };
    if (this.#token !== undefined) headers['authorization'] = `Bearer ${this.#token}`;
    else if (this.#basic !== undefined) headers['authorization'] = `Basic ${this.#basic}`;
    return request(`${this.#base}/${path}`, headers);
  }

  async #authorize(challenge: string): Promise<void> {
    const parts = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const { realm, service } = parts as { realm?: string; service?: string };
    if (!/^bearer/i.test(challenge) || realm === undefined) return;
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${this.#repository}:pull`);
    const headers: Record<string, string> =
      this.#basic === undefined ? {} : { authorization: `Basic ${this.#basic}` };
    const response = await request(url.href, headers);
    if (!response.ok)
      throw new UserError('remote-unavailable', `${url.host} gives no token: ${response.status}`);
    const answer = (await response.json()) as { token?: string; access_token?: string };
    this.#token = answer.token ?? answer.access_token;
  }
}

async function request(url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
    throw new UserError('remote-unavailable', `cannot reach ${new URL(url).host}: ${reason}`, {
      cause: error,
    });
  }
}

async function readBounded(response: Response, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES)
      throw new UserError('file-too-large', `${path} has more than ${MAX_BYTES / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What `docker login` has written for a registry, unless it keeps it in a helper. */
async function credentials(
  host: string,
  environment: Record<string, string | undefined>,
): Promise<string | undefined> {
  const folder = environment['DOCKER_CONFIG'] || join(environment['HOME'] || '/root', '.docker');
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}');
  const key = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  try {
    const { auths } = JSON.parse(text) as { auths?: Record<string, { auth?: string }> };
    return auths?.[key]?.auth ?? auths?.[`https://${host}`]?.auth;
  } catch {
    return undefined;
  }
}
