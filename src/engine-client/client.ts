import type { Duplex } from 'node:stream';
import type { VersionResponse } from '../engine-api/index.ts';
import { EngineError } from '../shared/index.ts';
import { formatAddress } from './address.ts';
import { connectionLost } from './connection-lost.ts';
import { ConnectionPool } from './connection-pool.ts';
import type {
  ConnectOptions,
  EngineClient,
  EngineEndpoint,
  EngineRequest,
  EngineResponse,
} from './contract.ts';
import { causeCode, dial } from './dial.ts';
import { chooseEndpoint } from './endpoint.ts';
import { type Answer, exchange } from './exchange.ts';
import { brokenGreeting, refusedGreeting, withTuttiThere } from './greeting.ts';
import { parseLines, readAll } from './json-stream.ts';
import { chooseApiVersion } from './negotiate.ts';
import { checkRead } from './read-only.ts';
import { refusal } from './refusal.ts';

/** Node's servers close idle connections after 5 s. Over ssh each costs a login, and sshd drops from the tenth at once on (`MaxStartups`). */
const limits = {
  unix: { idle: 3_000, dials: Number.POSITIVE_INFINITY },
  tcp: { idle: 3_000, dials: Number.POSITIVE_INFINITY },
  ssh: { idle: 300_000, dials: 4 },
};

/** Connects lazily: nothing is sent before the first request; our own engine is started when it does not listen. */
export async function connectEngine(options: ConnectOptions): Promise<EngineClient> {
  return new HttpEngineClient(await chooseEndpoint(options), options);
}

const ping: EngineRequest = { method: 'HEAD', path: '/_ping' };

interface Handshake {
  version: string;
  /** The `Server` header. */
  server: string;
}

class HttpEngineClient implements EngineClient {
  endpoint: EngineEndpoint;
  readonly readOnly: boolean;
  readonly #pool: ConnectionPool;
  readonly #options: ConnectOptions;
  #handshake: Promise<Handshake> | undefined;
  #version: Promise<VersionResponse> | undefined;
  #start: Promise<void> | undefined;

  constructor(endpoint: EngineEndpoint, options: ConnectOptions) {
    this.endpoint = endpoint;
    this.readOnly = options.readOnly ?? false;
    this.#options = options;
    this.#pool = new ConnectionPool((signal) => this.#dial(signal), limits[endpoint.transport]);
  }

  get address(): string {
    return formatAddress(this.endpoint);
  }

  async apiVersion(): Promise<string> {
    return (await this.#greet()).version;
  }

  version(): Promise<VersionResponse> {
    this.#version ??= this.json<VersionResponse>({ method: 'GET', path: '/version' });
    return this.#version;
  }

  async isPodman(): Promise<boolean> {
    return /^libpod\b/i.test((await this.#greet()).server);
  }

  async offers(extension: string): Promise<boolean> {
    const { server } = await this.#greet();
    if (!/^tutti\b/i.test(server)) return false;
    return (await this.version()).Tutti?.Extensions.includes(extension) ?? false;
  }

  async json<T>(request: EngineRequest): Promise<T> {
    const { headers, body } = await this.open(request);
    const bytes = await readAll(body);
    // Podman says of some answers not what they are.
    const { 'content-type': type = 'application/json' } = headers;
    if (bytes.length === 0 || !type.includes('json')) return undefined as T;
    return JSON.parse(bytes.toString('utf8')) as T;
  }

  async *lines<T>(request: EngineRequest): AsyncGenerator<T, void, undefined> {
    const { body } = await this.open(request);
    yield* parseLines<T>(body);
  }

  async open(request: EngineRequest): Promise<EngineResponse> {
    const { status, headers, body } = await this.#ask(request, false);
    return { status, headers, body };
  }

  async hijack(request: EngineRequest): Promise<Duplex> {
    const { upgraded } = await this.#ask(request, true);
    if (upgraded === undefined)
      throw new EngineError('system', 'the engine did not hand the connection over');
    // Who reads is told that it broke; a write that comes too late must not end the process.
    upgraded.on('error', () => undefined);
    return upgraded;
  }

  async connection(): Promise<Duplex> {
    if (this.readOnly) throw new Error('a connection of its own is not for a dry run');
    await this.#greet();
    return this.#dial(this.#options.signal);
  }

  close(): void {
    this.#pool.close();
  }

  async #ask(request: EngineRequest, upgrade: boolean): Promise<Answer> {
    if (this.readOnly) checkRead(request);
    const { version } = await this.#greet();
    const answer = await this.#send(request, `/v${version}`, upgrade);
    if (answer.status < 400) return answer;
    throw refusal(answer, await readAll(answer.body));
  }

  async #send(request: EngineRequest, prefix: string, upgrade: boolean): Promise<Answer> {
    const signal = request.signal ?? this.#options.signal;
    const connection = await this.#pool.take(signal);
    return exchange(connection, {
      request: { ...request, signal },
      prefix: prefixOf(request.path, prefix),
      upgrade,
      giveBack: (free) => this.#pool.give(free),
    });
  }

  #greet(): Promise<Handshake> {
    this.#handshake ??= this.#ping();
    return this.#handshake;
  }

  async #ping(): Promise<Handshake> {
    const answer = await this.#firstAnswer();
    await readAll(answer.body);
    if (answer.status >= 400) throw refusedGreeting(this.endpoint, answer);
    const offered = answer.headers['api-version'] ?? answer.headers['libpod-api-version'];
    return { version: chooseApiVersion(offered, this.address), server: answer.headers.server ?? '' };
  }

  async #firstAnswer(): Promise<Answer> {
    try {
      return await this.#send(ping, '', false);
    } catch (error) {
      const other = withTuttiThere(this.endpoint, error);
      if (other === undefined) throw brokenGreeting(this.endpoint, error);
      this.endpoint = other;
      return this.#send(ping, '', false);
    }
  }

  async #dial(signal: AbortSignal | undefined): Promise<Duplex> {
    try {
      const connection = await dial(this.endpoint, signal);
      return this.endpoint.transport === 'ssh' ? await this.#loggedIn(connection, signal) : connection;
    } catch (error) {
      const code = causeCode(error);
      if (!this.#mayStart() || (code !== 'ENOENT' && code !== 'ECONNREFUSED')) throw error;
      this.#start ??= this.#startEngine(signal);
      await this.#start;
      this.#start = undefined;
      return dial(this.endpoint, signal);
    }
  }

  /** That the far end answers is the only sign that ssh has logged in. */
  async #loggedIn(connection: Duplex, signal: AbortSignal | undefined): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const request = { ...ping, signal };
      exchange(connection, { request, prefix: '', upgrade: false, giveBack: resolve })
        .then(({ body }) => readAll(body))
        .then(() => reject(connectionLost('before its answer')), reject);
    });
  }

  #mayStart(): boolean {
    return this.endpoint.transport === 'unix' && this.endpoint.embedded && this.#options.noStart !== true;
  }

  async #startEngine(signal: AbortSignal | undefined): Promise<void> {
    const { startEmbeddedEngine } = await import('./embedded-engine.ts');
    await startEmbeddedEngine(this.#options.env, signal);
  }
}

/** Our own endpoints have no version of Docker's, and those of Podman versions of their own, of which 4.0.0 is the oldest. */
function prefixOf(path: string, prefix: string): string {
  if (path.startsWith('/tutti/')) return '';
  return path.startsWith('/libpod/') ? '/v4.0.0' : prefix;
}
