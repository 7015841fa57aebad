/** Writes to a registry (distribution specification 1.1): blobs, manifests, and copies of both from another repository. */
import { canonicalReference } from '../../compose-file/index.ts';
import type { RegistryAuth } from '../../engine-api/index.ts';
import { openCredentials } from '../../engine-client/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import { type Descriptor, digestOf, mediaType } from './manifest.ts';

const manifestTypes = [
  mediaType.manifest,
  mediaType.index,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** A repository in a registry, and what is meant in it. */
export interface RepositoryName {
  host: string;
  repository: string;
  /** Tag or digest. */
  reference: string;
}

export function parseRepository(text: string): RepositoryName {
  const { name, digest } = canonicalReference(text);
  const slash = name.indexOf('/');
  const colon = digest === undefined ? name.lastIndexOf(':') : name.length;
  return {
    host: name.slice(0, slash),
    repository: name.slice(slash + 1, colon),
    reference: digest ?? name.slice(colon + 1),
  };
}

export class RegistryRefusal extends UserError {
  readonly status: number;

  constructor(message: string, status: number) {
    const isLogin = status === 401 || status === 403;
    super('registry-refused', message, isLogin ? { hint: 'docker login logs in to a registry.' } : {});
    this.status = status;
  }
}

export class RegistryRepository {
  readonly name: RepositoryName;
  readonly #base: string;
  readonly #auth: RegistryAuth | undefined;
  readonly #signal: AbortSignal;
  #authorization: string | undefined;

  private constructor(name: RepositoryName, auth: RegistryAuth | undefined, signal: AbortSignal) {
    const { host, repository } = name;
    this.name = name;
    this.#auth = auth;
    this.#signal = signal;
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host;
    this.#base = `${isLocal ? 'http' : 'https'}://${address}/v2/${repository}`;
  }

  static async open(text: string, signal: AbortSignal): Promise<RegistryRepository> {
    const name = parseRepository(text);
    const auth = await openCredentials(process.env).forImage(`${name.host}/${name.repository}`);
    return new RegistryRepository(name, auth, signal);
  }

  async pushBlob({ digest }: Pick<Descriptor, 'digest'>, read: () => Promise<Buffer>): Promise<void> {
    const known = await this.#send('HEAD', `${this.#base}/blobs/${digest}`);
    if (known.ok) return;
    const begun = await this.#expect('POST', `${this.#base}/blobs/uploads/`);
    const place = new URL(begun.headers.get('location') ?? '', `${this.#base}/blobs/uploads/`);
    place.searchParams.set('digest', digest);
    const body = await read();
    await this.#expect('PUT', place.href, { body, type: 'application/octet-stream' });
  }

  /** @param reference tag or digest */
  async pushManifest(reference: string, bytes: Buffer, type: string): Promise<void> {
    await this.#expect('PUT', `${this.#base}/manifests/${reference}`, { body: bytes, type });
  }

  async manifest(reference: string): Promise<{ bytes: Buffer; type: string }> {
    const answer = await this.#expect('GET', `${this.#base}/manifests/${reference}`, {
      accept: manifestTypes.join(', '),
    });
    const type = answer.headers.get('content-type')?.split(';')[0] ?? mediaType.manifest;
    return { bytes: Buffer.from(await answer.arrayBuffer()), type };
  }

  async blob(digest: string): Promise<Buffer> {
    const answer = await this.#expect('GET', `${this.#base}/blobs/${digest}`, { accept: '*/*' });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (digestOf(bytes) === digest) return bytes;
    throw new RegistryRefusal(`${this.#base}/blobs/${digest} is not what its digest says`, 502);
  }

  async #expect(method: string, url: string, content: Content = {}): Promise<Response> {
    const answer = await this.#send(method, url, content);
    if (answer.ok) return answer;
    const text = await answer.text();
    const said = /"message":\s*"([^"]*)"/.exec(text)?.[1] ?? answer.statusText;
    throw new RegistryRefusal(
      `unexpected status from ${method} request to ${url}: ${answer.status} ${said}`,
      answer.status,
    );
  }

  async #send(method: string, url: string, content: Content = {}): Promise<Response> {
    const answer = await this.#fetch(method, url, content);
    if (answer.status !== 401) return answer;
    await this.#authorize(answer.headers.get('www-authenticate') ?? '');
    return this.#authorization === undefined ? answer : this.#fetch(method, url, content);
  }

  #fetch(method: string, url: string, { body, type, accept }: Content): Promise<Response> {
    const headers: Record<string, string> = {};
    if (type !== undefined) headers['content-type'] = type;
    if (accept !== undefined) headers['accept'] = accept;
    // An upload's place may be on another host: it is given no credentials.
    const isOwn = new URL(url).host === new URL(this.#base).host;
    if (this.#authorization !== undefined && isOwn) headers['authorization'] = this.#authorization;
    return request(url, { method, headers, ...(body === undefined ? {} : { body }), signal: this.#signal });
  }

  async #authorize(challenge: string): Promise<void> {
    const parts = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const { username = '', password = '', identitytoken } = this.#auth ?? {};
    const basic = username === '' ? undefined : `Basic ${btoa(`${username}:${password}`)}`;
    if (/^basic/i.test(challenge)) this.#authorization = basic;
    const { realm, service } = parts;
    if (!/^bearer/i.test(challenge) || realm === undefined) return;
    const query = new URLSearchParams({ scope: `repository:${this.name.repository}:pull,push` });
    if (service !== undefined) query.set('service', service);
    const answer = await (identitytoken === undefined
      ? request(`${realm}?${query.toString()}`, {
          headers: basic === undefined ? {} : { authorization: basic },
          signal: this.#signal,
        })
      : this.#refresh(realm, query, identitytoken));
    if (!answer.ok) throw new RegistryRefusal(`${realm} gives no token: ${answer.status}`, answer.status);
    const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
    this.#authorization = `Bearer ${token ?? access_token ?? ''}`;
  }

  #refresh(realm: string, query: URLSearchParams, token: string): Promise<Response> {
    query.set('grant_type', 'refresh_token');
    query.set('refresh_token', token);
    query.set('client_id', 'tutti');
    return request(realm, { method: 'POST', body: query, signal: this.#signal });
  }
}

interface Content {
  body?: Buffer;
  type?: string;
  accept?: string;
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
    throw new UserError('remote-unavailable', `cannot reach ${new URL(url).host}: ${reason}`, {
      cause: error,
    });
  }
}
