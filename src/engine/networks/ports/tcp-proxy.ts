import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';

/** Where a container's port is at the moment; it moves when the container's networks change. */
export type ProxyTarget = () => { host: string; port: number } | undefined;

/**
 * Carries connections that no rule of the firewall can translate (to `::1`, or from IPv6 to a container that has IPv4 only) from a
 * listening socket on the host to the container. Most connections never come here.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** `fd` is a listening socket, and is the proxy's from now on. */
  constructor(fd: number, target: ProxyTarget) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const to = target();
      if (!to) return void client.destroy();
      const container = connectTcp({ ...to, allowHalfOpen: true, noDelay: true });
      this.#join(client, container);
      this.#join(container, client);
      return undefined;
    });
    // A client that comes and goes in the same moment; the next one is served.
    this.#server.on('error', () => {});
    this.#server.listen({ fd });
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!to.writableEnded) to.end();
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
