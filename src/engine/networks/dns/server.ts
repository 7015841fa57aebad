import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import {
  type AnswerRecord,
  encodeAnswer,
  encodeRefusal,
  parseQuery,
  type Query,
  responseCode,
  udpLimit,
} from './message.ts';
import { frame, MessageReader, type Transport } from './upstream.ts';

const MAX_TCP_MESSAGE = 65535;
/** Milliseconds after which a silent connection is closed. */
const TCP_IDLE = 10_000;
const MAX_CONNECTIONS = 64;

/** What a server answers from. */
export interface DnsSource {
  /** `undefined`: not known here. */
  resolve(query: Query): AnswerRecord[] | undefined;
  /** `undefined`: nobody answers. */
  forward(query: Query, message: Buffer, transport: Transport): Promise<Buffer | undefined>;
}

/** The embedded name server of one container, on sockets in the container's namespace. */
export class DnsServer {
  readonly #source: DnsSource;
  readonly #udp: DatagramSocket = createSocket('udp4');
  readonly #tcp: Server;
  readonly #connections = new Set<Socket>();
  #isClosed = false;

  /** Bound sockets, which are the server's from now on. */
  constructor(descriptors: { udp: number; tcp: number }, source: DnsSource) {
    this.#source = source;
    this.#udp.on('message', (message, sender) => {
      void this.#answer(message, 'udp', (answer) => {
        if (!this.#isClosed) this.#udp.send(answer, sender.port, sender.address, () => {});
      });
    });
    // The namespace's loopback may go before the server does.
    this.#udp.on('error', () => {});
    this.#udp.bind({ fd: descriptors.udp });
    this.#tcp = createServer((connection) => this.#accept(connection));
    this.#tcp.maxConnections = MAX_CONNECTIONS;
    this.#tcp.on('error', () => {});
    this.#tcp.listen({ fd: descriptors.tcp });
  }

  #accept(connection: Socket): void {
    const reader = new MessageReader((message) => {
      void this.#answer(message, 'tcp', (answer) => {
        if (!connection.destroyed) connection.write(frame(answer));
      });
    });
    this.#connections.add(connection);
    connection.setTimeout(TCP_IDLE, () => connection.destroy());
    connection.on('error', () => connection.destroy());
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('data', (chunk) => reader.push(chunk));
  }

  async #answer(message: Buffer, transport: Transport, reply: (answer: Buffer) => void): Promise<void> {
    const parsed = parseQuery(message);
    if (parsed.kind === 'noise') return;
    if (parsed.kind === 'refused') return reply(encodeRefusal(parsed.id, parsed.code));
    const { query } = parsed;
    const limit = transport === 'udp' ? udpLimit(query) : MAX_TCP_MESSAGE;
    const records = this.#source.resolve(query);
    if (records) return reply(encodeAnswer(query, responseCode.ok, records, limit));
    const answer = await this.#source.forward(query, message, transport);
    return reply(answer ?? encodeAnswer(query, responseCode.serverFailure, [], limit));
  }

  close(): void {
    this.#isClosed = true;
    this.#udp.close();
    this.#tcp.close();
    for (const connection of this.#connections) connection.destroy();
  }
}
