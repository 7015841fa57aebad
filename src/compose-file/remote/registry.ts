import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../shared/index.ts';
import type { RegistryCredentials } from '../options.ts';
import type { GitScope } from './git.ts';

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
  readonly #credentials: RegistryCredentials;
  #token: string | undefined;

  private constructor(host: string, repository: string, credentials: RegistryCredentials) {
    this.#repository = repository;
    this.#credentials = credentials;
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
    this.#base = `${isLocal ? 'http' : 'https'}://${host}/v2/${repository}`;
  }

  static async open(
    host: string,
    repository: string,
    { environment, credentialsFor }: Pick<GitScope, 'environment' | 'credentialsFor'>,
  ): Promise<Registry> {
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host;
    const found = await (credentialsFor?.(`${host}/${repository}`) ?? fromConfigFile(host, environment));
    return new Registry(address, repository, found ?? {});
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
    else Object.assign(headers, basicHeader(this.#credentials));
    return request(`${this.#base}/${path}`, headers);
  }

  async #authorize(challenge: string): Promise<void> {
    const parts = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const { realm, service } = parts as { realm?: string; service?: string };
    if (!/^bearer/i.test(challenge) || realm === undefined) return;
    const url = new URL(realm);
    const scope = `repository:${this.#repository}:pull`;
    const asked = { ...(service === undefined ? {} : { service }), scope };
    const { identitytoken } = this.#credentials;
    const response =
      identitytoken === undefined
        ? await askForToken(url, asked, this.#credentials)
        : await exchangeToken(url, asked, identitytoken);
    if (!response.ok)
      throw new UserError('remote-unavailable', `${url.host} gives no token: ${response.status}`);
    const answer = (await response.json()) as { token?: string; access_token?: string };
    this.#token = answer.token ?? answer.access_token;
  }
}

function basicHeader({ username, password }: RegistryCredentials): Record<string, string> {
  if (username === undefined || password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** Distribution's "Token Authentication Specification". */
function askForToken(
  url: URL,
  asked: Record<string, string>,
  credentials: RegistryCredentials,
): Promise<Response> {
  for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value);
  return request(url.href, basicHeader(credentials));
}

/** Distribution's "OAuth2 Token Authentication": an identity token for one that opens this repository. */
function exchangeToken(url: URL, asked: Record<string, string>, identityToken: string): Promise<Response> {
  const form = {
    ...asked,
    grant_type: 'refresh_token',
    client_id: 'tutti',
    refresh_token: identityToken,
  };
  return request(url.href, {}, new URLSearchParams(form));
}

async function request(
  url: string,
  headers: Record<string, string>,
  form?: URLSearchParams,
): Promise<Response> {
  try {
    const post = form === undefined ? {} : { method: 'POST', body: form };
    return await fetch(url, { headers, ...post, signal: AbortSignal.timeout(30_000) });
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
async function fromConfigFile(
  host: string,
  environment: Record<string, string | undefined>,
): Promise<RegistryCredentials | undefined> {
  const folder = environment['DOCKER_CONFIG'] || join(environment['HOME'] || '/root', '.docker');
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}');
  const key = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  try {
    const { auths } = JSON.parse(text) as { auths?: Record<string, { auth?: string }> };
    const auth = auths?.[key]?.auth ?? auths?.[`https://${host}`]?.auth;
    if (auth === undefined) return undefined;
    const [username = '', ...password] = Buffer.from(auth, 'base64').toString('utf8').split(':');
    return { username, password: password.join(':') };
  } catch {
    return undefined;
  }
}
