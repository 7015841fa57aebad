import type { Socket } from 'node:net';
import { frameHeader } from '../../../engine-api/index.ts';
import type { OutputStream } from './log-writer.ts';
import type { StreamRequest } from './protocol.ts';

/** Bytes that may wait for a slow client before the container has to wait too. */
const BACKLOG_LIMIT = 1024 * 1024;

/** One who is attached: gets output, framed as the API frames it or raw from a terminal, and may give input. */
export class StreamClient {
  readonly socket: Socket;
  readonly wants: StreamRequest['stream'];

  constructor(socket: Socket, wants: StreamRequest['stream']) {
    this.socket = socket;
    this.wants = wants;
  }

  /** False when the client is so far behind that the source should wait for its `drain`. */
  send(stream: OutputStream, chunk: Buffer, raw: boolean): boolean {
    if (!this.wants[stream] || this.socket.writableEnded || this.socket.destroyed) return true;
    if (raw) {
      this.socket.write(chunk);
    } else {
      this.socket.cork();
      this.socket.write(frameHeader(stream, chunk.length));
      this.socket.write(chunk);
      this.socket.uncork();
    }
    return this.socket.writableLength < BACKLOG_LIMIT;
  }

  end(): void {
    this.socket.end();
  }
}
