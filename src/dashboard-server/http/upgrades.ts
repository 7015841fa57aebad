import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusalOf } from './guard.ts';
import type { UpgradeListener } from './listen.ts';

/** Bytes of one message of a page. */
const longestMessage = 4 * 1024 * 1024;

/** By path; the first message has to bring the key. */
export type SocketRoutes = ReadonlyMap<string, (socket: WebSocket) => void>;

export interface Upgrades {
  listener: UpgradeListener;
  /** Ends all WebSockets. */
  close(): void;
}

export function upgrades(routes: SocketRoutes, port: () => number): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    // On loopback it costs more than it saves.
    perMessageDeflate: false,
    clientTracking: true,
  });
  const listener = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request, port(), true);
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.message);
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes.get(pathname);
    if (route === undefined) return refuse(socket, 404, 'There is nothing here.');
    server.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      route(opened);
    });
  };
  return {
    listener,
    close: () => {
      for (const client of server.clients) client.close(1001, 'the server ends');
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = `${message}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
