import { createSocket, type Socket } from 'node:dgram';
import type { ProxyTarget } from './tcp-proxy.ts';

/** A client that says nothing for this long (milliseconds) is forgotten, as the kernel forgets its UDP streams. */
const IDLE = 90_000;
const MAX_CLIENTS = 4096;

interface Client {
  socket: Socket;
  timer: NodeJS.Timeout;
}

/** As `TcpProxy`, for datagrams: each client gets a socket of its own towards the container, so that answers find the way back. */
export class UdpProxy {
  readonly #listener: Socket;
  readonly #target: ProxyTarget;
  readonly #clients = new Map<string, Client>();

  /** `fd` is a bound socket, and is the proxy's from now on. */
  constructor(fd: number, family: 4 | 6, target: ProxyTarget) {
    this.#target = target;
    this.#listener = createSocket(family === 4 ? 'udp4' : 'udp6');
    this.#listener.on('error', () => {});
    this.#listener.on('message', (message, sender) => this.#forward(message, sender.address, sender.port));
    this.#listener.bind({ fd });
  }

  #forward(message: Buffer, address: string, port: number): void {
    const key = `${address} ${port}`;
    const target = this.#target();
    if (!target) return;
    const client = this.#clients.get(key) ?? this.#newClient(key, target.host, { address, port });
    client?.timer.refresh();
    // A datagram that cannot be sent is lost, as datagrams may be.
    client?.socket.send(message, target.port, target.host, () => {});
  }

  #newClient(key: string, host: string, sender: { address: string; port: number }): Client | undefined {
    if (this.#clients.size >= MAX_CLIENTS) return undefined;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const forget = (): void => {
      clearTimeout(client.timer);
      if (this.#clients.delete(key)) socket.close();
    };
    const client = { socket, timer: setTimeout(forget, IDLE).unref() };
    socket.on('message', (answer) => {
      client.timer.refresh();
      this.#listener.send(answer, sender.port, sender.address, () => {});
    });
    socket.on('error', forget);
    this.#clients.set(key, client);
    return client;
  }

  close(): void {
    this.#listener.close();
    for (const { socket, timer } of this.#clients.values()) {
      clearTimeout(timer);
      socket.close();
    }
    this.#clients.clear();
  }
}
