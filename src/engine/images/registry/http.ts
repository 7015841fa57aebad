/** HTTP as registries need it: own CAs, proxies, redirects, nothing buffered. */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { certificatesFor } from './certificates.ts';

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | Readable;
  /** Certificates are not checked. */
  insecure: boolean;
  /** A redirect may lead from an encrypted place to one that is not. */
  mayLeaveTls?: boolean;
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  status: number;
  headers: IncomingHttpHeaders;
  /** Must be read to its end or destroyed. */
  body: IncomingMessage;
  url: URL;
}

/** Milliseconds without a byte after which a connection counts as broken. */
const idleTimeout = 60_000;
const maxRedirects = 10;

export class HttpClient {
  readonly #agents = new Map<string, HttpAgent>();
  readonly #proxyEnv: NodeJS.ProcessEnv;

  constructor(env: Record<string, string | undefined>) {
    this.#proxyEnv = env;
  }

  /** Follows redirects of GET and HEAD; credentials do not go along to another host. Any status is a result. */
  async request(request: HttpRequest): Promise<HttpResponse> {
    let current = request;
    for (let redirects = 0; ; redirects++) {
      const response = await this.#send(current);
      const target = redirectOf(current, response);
      if (target === undefined) return response;
      response.body.resume();
      if (redirects === maxRedirects) throw new Error(`${request.url.href}: too many redirects`);
      current = { ...current, url: target, headers: headersFor(current, target) };
    }
  }

  /** Closes idle connections. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const isTls = request.url.protocol === 'https:';
      const outgoing = (isTls ? httpsRequest : httpRequest)(request.url, {
        method: request.method,
        headers: { 'User-Agent': 'tutti', ...request.headers, ...lengthOf(request.body) },
        agent: this.#agent(request),
        ...(request.signal ? { signal: request.signal } : {}),
      });
      outgoing.setTimeout(idleTimeout, () =>
        outgoing.destroy(Object.assign(new Error('no answer for 60 s'), { code: 'ETIMEDOUT' })),
      );
      outgoing.once('error', (error) => reject(namingProxy(error, request.url, this.#proxyEnv)));
      outgoing.once('response', (body) => {
        resolve({ status: body.statusCode ?? 0, headers: body.headers, body, url: request.url });
      });
      if (request.body instanceof Readable) {
        pipeline(request.body, outgoing).catch(reject);
      } else outgoing.end(request.body);
    });
  }

  #agent(request: HttpRequest): HttpAgent {
    const { host, protocol } = request.url;
    const key = `${protocol}${host}${request.insecure}`;
    const existing = this.#agents.get(key);
    if (existing !== undefined) return existing;
    const options = { keepAlive: true, proxyEnv: this.#proxyEnv };
    const agent =
      protocol === 'http:'
        ? new HttpAgent(options)
        : request.insecure
          ? new HttpsAgent({ ...options, rejectUnauthorized: false })
          : new HttpsAgent({ ...options, ...certificatesFor(host) });
    this.#agents.set(key, agent);
    return agent;
  }
}

/** An error of the connection to the proxy, not to the host, says so in `proxy`. */
function namingProxy(error: Error, url: URL, env: NodeJS.ProcessEnv): Error {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const given = env[name] || env[name.toUpperCase()];
  if (!given || !URL.canParse(given)) return error;
  const proxy = new URL(given);
  const { address, hostname, port } = error as { address?: string; hostname?: string; port?: number };
  const isProxy = hostname === proxy.hostname || (address === proxy.hostname && String(port) === proxy.port);
  return isProxy ? Object.assign(error, { proxy: proxy.host }) : error;
}

function lengthOf(body: HttpRequest['body']): Record<string, string> {
  if (body instanceof Readable) return {};
  return body === undefined ? {} : { 'Content-Length': String(body.length) };
}

function redirectOf(request: HttpRequest, response: HttpResponse): URL | undefined {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const { location } = response.headers;
  if (!isRead || ![301, 302, 303, 307, 308].includes(response.status) || location === undefined) {
    return undefined;
  }
  const target = new URL(location, request.url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return undefined;
  const isLess = request.url.protocol === 'https:' && target.protocol === 'http:';
  if (isLess && !request.insecure && !request.mayLeaveTls) {
    throw new Error(`${request.url.href} redirects to a place without encryption: ${target.host}`);
  }
  return target;
}

function headersFor(request: HttpRequest, target: URL): Record<string, string> {
  const headers = { ...request.headers };
  if (target.host !== request.url.host) delete headers.Authorization;
  return headers;
}

/** The whole body as bytes. @throws Error when it is longer than `limit`. */
export async function readBody(response: HttpResponse, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new Error(`${response.url.href}: the answer is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
