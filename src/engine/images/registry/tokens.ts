/** Tokens for registries (distribution's "Token Authentication Specification", and its OAuth2 form for identity tokens). */
import type { RegistryAuth } from '../../../engine-api/index.ts';
import type { Challenge } from './challenge.ts';
import { type HttpClient, readBody } from './http.ts';
import { RegistryError, registryErrorOf } from './registry-error.ts';
import { withRetries } from './retry.ts';

/** Seconds a token lives when the server does not say. */
const defaultLifetime = 60;
/** Seconds before its end at which a token is not used for a new request any more. */
const margin = 10;
const tokenBodyLimit = 256 * 1024;
const clientId = 'tutti';

interface CachedToken {
  token: string;
  /** Unix milliseconds. */
  until: number;
}

export interface TokenRequest {
  challenge: Challenge;
  scope: string;
  auth: RegistryAuth | undefined;
  insecure: boolean;
  signal: AbortSignal | undefined;
}

export class Tokens {
  readonly #http: HttpClient;
  /** One entry for realm, service, scope and user; promises, so that layers fetched at once share the request. */
  readonly #cache = new Map<string, Promise<CachedToken>>();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** @throws RegistryError when the credentials are refused. */
  async get(request: TokenRequest): Promise<string> {
    const { parameters } = request.challenge;
    const user = request.auth?.username ?? request.auth?.identitytoken ?? '';
    const key = JSON.stringify([
      parameters.realm,
      parameters.service,
      request.scope,
      user,
      request.auth?.password,
    ]);
    const cached = await this.#cache.get(key)?.catch(() => undefined);
    if (cached !== undefined && cached.until > Date.now()) return cached.token;
    const fetching = this.#fetch(request);
    this.#cache.set(key, fetching);
    try {
      return (await fetching).token;
    } catch (error) {
      this.#cache.delete(key);
      throw error;
    }
  }

  /** Forgets everything: a registry refused a token that looked valid. */
  clear(): void {
    this.#cache.clear();
  }

  async #fetch(request: TokenRequest): Promise<CachedToken> {
    const url = new URL(request.challenge.parameters.realm ?? '');
    const response = await withRetries(
      () =>
        this.#http.request({
          ...tokenRequest(url, request),
          insecure: request.insecure,
          signal: request.signal,
        }),
      request.signal,
    );
    if (response.status !== 200) throw await registryErrorOf(response);
    const answer = JSON.parse(String(await readBody(response, tokenBodyLimit))) as {
      token?: string;
      access_token?: string;
      expires_in?: number;
    };
    const token = answer.token || answer.access_token;
    if (!token) throw new RegistryError(401, 'UNAUTHORIZED', `${url.host} gave no token`);
    const lifetime = Math.max(answer.expires_in ?? defaultLifetime, defaultLifetime) - margin;
    return { token, until: Date.now() + lifetime * 1000 };
  }
}

function tokenRequest(
  url: URL,
  { challenge, scope, auth }: TokenRequest,
): { method: 'GET' | 'POST'; url: URL; headers: Record<string, string>; body?: Buffer } {
  const { service } = challenge.parameters;
  if (auth?.identitytoken) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: auth.identitytoken,
      client_id: clientId,
      scope,
      ...(service === undefined ? {} : { service }),
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url, headers, body: Buffer.from(form.toString()) };
  }
  const target = new URL(url);
  if (service !== undefined) target.searchParams.set('service', service);
  for (const part of scope.split(' ').filter(Boolean)) target.searchParams.append('scope', part);
  if (!auth?.username) return { method: 'GET', url: target, headers: {} };
  target.searchParams.set('account', auth.username);
  return { method: 'GET', url: target, headers: { Authorization: basic(auth) } };
}

/** The value of an `Authorization` header with user name and password. */
export function basic(auth: RegistryAuth): string {
  return `Basic ${Buffer.from(`${auth.username ?? ''}:${auth.password ?? ''}`).toString('base64')}`;
}
