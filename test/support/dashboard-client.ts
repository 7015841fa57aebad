/** A page, as far as the dashboard's server sees it. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type RawData, WebSocket } from 'ws';
import {
  type CallName,
  type Calls,
  DASHBOARD_PROTOCOL,
  type Failure,
  SESSION_PATH,
  type ServerFrame,
  SOCKET_PATH,
  type TopicName,
  type Topics,
  type WelcomeFrame,
} from '../../src/dashboard-api/index.ts';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends exactly these headers: a browser's `fetch` sets Host and Origin by itself. */
export function askHttp(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const own = { host: `localhost:${port}`, ...headers };
    const sent = request({ host: '127.0.0.1', port, method, path, headers: own }, (response) => {
      const { statusCode: status = 0, headers: got } = response;
      text(response).then((said) => resolve({ status, headers: got, body: said }), reject);
    });
    sent.on('upgrade', (_response, socket) => socket.destroy());
    sent.on('error', reject).end(body);
  });
}

/** The key, for the code of an address that the server gave. */
export async function redeem(address: string): Promise<string> {
  const { origin, port, hash } = new URL(address);
  const body = JSON.stringify({ code: hash.slice('#t='.length) });
  const headers = { origin, 'content-type': 'application/json' };
  const answer = await askHttp(Number(port), 'POST', SESSION_PATH, headers, body);
  if (answer.status !== 200) throw new Error(`the code is answered with ${answer.status}: ${answer.body}`);
  return (JSON.parse(answer.body) as { key: string }).key;
}

export class CallFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.failure = failure;
  }
}

/** One connected page. */
export class DashboardClient implements Disposable {
  readonly welcome: WelcomeFrame;
  readonly key: string;
  readonly origin: string;
  readonly #socket: WebSocket;
  readonly #listeners = new Map<number, (frame: ServerFrame) => void>();
  #last = 0;

  private constructor(socket: WebSocket, origin: string, key: string, welcome: WelcomeFrame) {
    this.#socket = socket;
    this.origin = origin;
    this.key = key;
    this.welcome = welcome;
    socket.on('message', (data) => {
      const frame = parse(data) as ServerFrame;
      if (frame.kind === 'snapshot' || frame.kind === 'delta')
        this.#send({ kind: 'taken', id: frame.id, seq: frame.seq });
      if ('id' in frame) this.#listeners.get(frame.id)?.(frame);
    });
  }

  static async open(address: string): Promise<DashboardClient> {
    const { origin } = new URL(address);
    const key = await redeem(address);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${SOCKET_PATH}`, { origin });
    const welcome = await new Promise<WelcomeFrame>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.once('open', () =>
        socket.send(JSON.stringify({ kind: 'hello', protocol: DASHBOARD_PROTOCOL, key })),
      );
      socket.once('message', (data) => resolve(parse(data) as WelcomeFrame));
    });
    return new DashboardClient(socket, origin, key, welcome);
  }

  /** Resolves with the first snapshot that `fits`, made of the topic's snapshots alone; the subscription ends then. */
  first<Name extends TopicName>(
    topic: Name,
    params: Topics[Name]['params'],
    fits: (data: Topics[Name]['snapshot']) => boolean = () => true,
  ): Promise<Topics[Name]['snapshot']> {
    return new Promise((resolve, reject) => {
      const id = this.subscribe(topic, params, (frame) => {
        if (frame.kind === 'ended') reject(new Error(JSON.stringify(frame.failure)));
        if (frame.kind !== 'snapshot') return;
        const data = frame.data as Topics[Name]['snapshot'];
        if (!fits(data)) return;
        this.#send({ kind: 'unsubscribe', id });
        resolve(data);
      });
    });
  }

  subscribe<Name extends TopicName>(
    topic: Name,
    params: Topics[Name]['params'],
    onFrame: (frame: ServerFrame) => void,
  ): number {
    this.#last += 1;
    this.#listeners.set(this.#last, onFrame);
    this.#send({ kind: 'subscribe', id: this.#last, engine: this.welcome.engine, topic, params });
    return this.#last;
  }

  call<Name extends CallName>(
    name: Name,
    params: Calls[Name]['params'],
    onProgress: (data: Calls[Name]['progress']) => void = () => undefined,
  ): Promise<Calls[Name]['result']> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#listeners.set(id, (frame) => {
        if (frame.kind === 'progress') onProgress(frame.data as Calls[Name]['progress']);
        if (frame.kind === 'result') resolve(frame.data as Calls[Name]['result']);
        if (frame.kind === 'failed') reject(new CallFailed(frame.failure));
      });
      this.#send({ kind: 'call', id, engine: this.welcome.engine, call: name, params });
    });
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }
}

/** Of a text the data are one buffer. */
function parse(data: RawData): unknown {
  return JSON.parse((data as Buffer).toString('utf8'));
}
