/** Authenticated requests to one repository of one registry. */
import type { RegistryAuth } from '../../../engine-api/index.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http.ts';
import { RegistryError, registryErrorOf } from './registry-error.ts';
import { withRetries } from './retry.ts';
import { apiHost, type Source } from './sources.ts';
import { basic, type Tokens } from './tokens.ts';

export interface SessionOptions {
  http: HttpClient;
  tokens: Tokens;
  source: Source;
  auth: RegistryAuth | undefined;
  /** `pull` or `pull,push`. */
  actions: string;
  signal: AbortSignal | undefined;
}

export type SessionRequest = Pick<HttpRequest, 'method' | 'headers' | 'body'> & {
  /** Path below `/v2/<name>/`, or a URL that the registry gave. */
  target: string | URL;
  /** A further repository that is read (a layer mounted from it). */
  from?: string;
};

export class RegistrySession {
  readonly #options: SessionOptions;
  #ready: Promise<{ base: URL; challenge: Challenge | undefined }> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The same session, with requests that end by another signal. */
  withSignal(signal: AbortSignal): RegistrySession {
    const session = new RegistrySession({ ...this.#options, signal });
    session.#ready = this.#ready;
    return session;
  }

  get source(): Source {
    return this.#options.source;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /** Any status but 401 is a result. Repeats what can be repeated when the registry is busy. */
  async request(request: SessionRequest): Promise<HttpResponse> {
    const first = await this.#send(request);
    if (first.status !== 401 || this.#options.auth?.registrytoken) return first;
    // The token ran out or does not reach far enough: the answer says what is wanted.
    const challenge = chooseChallenge(first.headers['www-authenticate']);
    const canRepeat = request.body === undefined || Buffer.isBuffer(request.body);
    const { base, challenge: known } = await this.#connect();
    if (challenge?.scheme !== 'bearer' || !canRepeat) return first;
    first.body.resume();
    if (known !== undefined) this.#options.tokens.clear();
    this.#ready = Promise.resolve({ base, challenge });
    return await this.#send(request, challenge.parameters.scope);
  }

  /** Asks the registry as the user, for nothing in particular. @throws RegistryError when it refuses. */
  async authenticate(): Promise<void> {
    const { base, challenge } = await this.#connect();
    const authorization = await this.#authorization(challenge, undefined, '');
    const response = await this.#options.http.request({
      method: 'GET',
      url: new URL('/v2/', base),
      headers: authorization ? { Authorization: authorization } : {},
      insecure: this.#options.source.insecure,
      signal: this.#options.signal,
    });
    if (response.status !== 200) throw await registryErrorOf(response);
    response.body.resume();
  }

  async #send(request: SessionRequest, scope?: string): Promise<HttpResponse> {
    const { base, challenge } = await this.#connect();
    const { http, source, signal } = this.#options;
    const url =
      request.target instanceof URL ? request.target : new URL(`/v2/${source.path}/${request.target}`, base);
    // An upload may be sent to another host, which has to do without our credentials.
    const isOwn = url.host === base.host;
    const authorization = isOwn ? await this.#authorization(challenge, request.from, scope) : undefined;
    const headers = { ...request.headers, ...(authorization ? { Authorization: authorization } : {}) };
    const send = (): Promise<HttpResponse> =>
      http.request({ ...request, url, headers, insecure: source.insecure, signal });
    if (request.method !== 'GET' && request.method !== 'HEAD') return await send();
    return await withRetries(send, signal);
  }

  async #authorization(
    challenge: Challenge | undefined,
    from: string | undefined,
    scope: string | undefined,
  ): Promise<string | undefined> {
    const { auth, source, actions, tokens, signal } = this.#options;
    if (auth?.registrytoken) return `Bearer ${auth.registrytoken}`;
    if (challenge?.scheme === 'basic') {
      if (auth?.username) return basic(auth);
      throw new RegistryError(401, 'UNAUTHORIZED', 'authentication required');
    }
    if (challenge?.scheme !== 'bearer') return undefined;
    const wanted = [`repository:${source.path}:${actions}`, ...(from ? [`repository:${from}:pull`] : [])];
    const request = { challenge, scope: scope ?? wanted.join(' '), auth, insecure: source.insecure, signal };
    return `Bearer ${await tokens.get(request)}`;
  }

  #connect(): Promise<{ base: URL; challenge: Challenge | undefined }> {
    this.#ready ??= this.#ping();
    return this.#ready;
  }

  /** Finds out whether the registry speaks TLS, and how it wants to be asked. */
  async #ping(): Promise<{ base: URL; challenge: Challenge | undefined }> {
    const { source } = this.#options;
    const host = apiHost(source.host);
    try {
      return await this.#pingAt(new URL(`https://${host}/`));
    } catch (error) {
      const aborted = this.#options.signal?.aborted;
      if (!source.insecure || aborted) throw error;
      return await this.#pingAt(new URL(`http://${host}/`));
    }
  }

  async #pingAt(base: URL): Promise<{ base: URL; challenge: Challenge | undefined }> {
    const { http, source, signal } = this.#options;
    const url = new URL('/v2/', base);
    const response = await withRetries(
      () => http.request({ method: 'GET', url, insecure: source.insecure, signal }),
      signal,
    );
    response.body.resume();
    const challenge =
      response.status === 401 ? chooseChallenge(response.headers['www-authenticate']) : undefined;
    return { base, challenge };
  }
}

function chooseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = parseChallenges(header ?? '');
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm);
  return bearer ?? challenges.find(({ scheme }) => scheme === 'basic');
}
