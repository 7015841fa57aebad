import { createSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { bindSocket, connectSocket, insideNetworkNamespace } from '../../host/index.ts';
import { type Address, addressBytes, formatAddress } from '../address.ts';
import { answers, codeOf, type Query, responseCode } from './message.ts';

/** A server that may know what we do not. */
export interface Upstream {
  address: Address;
  port: number;
  /** Path of the namespace from which it is asked; the host's when absent. */
  namespace?: string | undefined;
}

export type Transport = 'udp' | 'tcp';

/** Asks one server; ends with its answer, or with an error when there is none or the signal comes. */
export function askUpstream(
  upstream: Upstream,
  query: Query,
  message: Buffer,
  transport: Transport,
  signal: AbortSignal,
): Promise<Buffer> {
  return transport === 'udp'
    ? askByUdp(upstream, query, message, signal)
    : askByTcp(upstream, query, message, signal);
}

/** A server that cannot or will not say; another one may. */
export function isUnhelpful(answer: Buffer): boolean {
  const code = codeOf(answer);
  return (
    code === responseCode.serverFailure ||
    code === responseCode.refused ||
    code === responseCode.notImplemented
  );
}

function inNamespace<T>({ namespace }: Upstream, work: () => T): T {
  return namespace === undefined ? work() : insideNetworkNamespace(namespace, work);
}

/** Cleans up, then settles; whatever comes later is too late. */
function once(cleanUp: () => void): (settle: () => void) => void {
  let isOver = false;
  return (settle) => {
    if (isOver) return;
    isOver = true;
    cleanUp();
    settle();
  };
}

function askByUdp(upstream: Upstream, query: Query, message: Buffer, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { family } = upstream.address;
    const { fd } = inNamespace(upstream, () =>
      bindSocket({ protocol: 'udp', address: Buffer.alloc(family === 4 ? 4 : 16), port: 0 }),
    );
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
    const end = once(() => {
      signal.removeEventListener('abort', onAbort);
      socket.close();
    });
    const onAbort = (): void => end(() => reject(new Error('cancelled')));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('message', (answer) => {
      // Anybody may send to this port: only the server's answer to this very question counts (RFC 5452).
      if (answers(query, answer)) end(() => resolve(answer));
    });
    socket.bind({ fd });
    // A connected socket hears the server's packets only, and at once when nobody listens there.
    socket.connect(upstream.port, formatAddress(upstream.address), () => socket.send(message));
  });
}

function askByTcp(upstream: Upstream, query: Query, message: Buffer, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fd = inNamespace(upstream, () =>
      connectSocket({ protocol: 'tcp', address: addressBytes(upstream.address), port: upstream.port }),
    );
    const socket = new Socket({ fd, readable: true, writable: true });
    const reader = new MessageReader((answer) => {
      if (answers(query, answer)) end(() => resolve(answer));
    });
    const end = once(() => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    });
    const onAbort = (): void => end(() => reject(new Error('cancelled')));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => end(() => reject(error)));
    socket.on('end', () => end(() => reject(new Error('the server closed the connection'))));
    socket.on('data', (chunk) => reader.push(chunk));
    socket.write(frame(message));
  });
}

/** A message as it goes over TCP, its length before it (RFC 1035, 4.2.2). */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Cuts a TCP stream into messages. */
export class MessageReader {
  readonly #onMessage: (message: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 2 && this.#rest.length >= 2 + this.#rest.readUInt16BE(0)) {
      const end = 2 + this.#rest.readUInt16BE(0);
      const message = this.#rest.subarray(2, end);
      this.#rest = this.#rest.subarray(end);
      this.#onMessage(message);
    }
  }
}
