import type { Duplex } from 'node:stream';
import type { Call, Upgrade } from './call.ts';
import { streamContentType } from './versions.ts';

/** A client that neither closes nor reads after the end is given up after this time. */
const LINGER_MS = 10_000;

/**
 * Gives the request's connection to a two-way stream until either is at its end. With `Upgrade: tcp` the connection
 * becomes raw after a 101 (the form of all clients today); without it the output is the body of a 200, and a chunked
 * body of the request is the input.
 */
export async function serveStream(call: Call, stream: Duplex, multiplexed: boolean): Promise<void> {
  const contentType = streamContentType(call.minor, multiplexed);
  if (!call.upgrade) {
    if (call.header('transfer-encoding') === 'chunked') call.request.pipe(stream);
    await call.stream(stream, contentType);
    return;
  }
  call.upgrade.socket.write(
    `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${contentType}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  );
  await join(call.upgrade, stream);
}

function join({ socket, head }: Upgrade, stream: Duplex): Promise<void> {
  if (head.length > 0) stream.write(head);
  // A client's half-close is the end of the process's input, not of its output.
  socket.pipe(stream);
  stream.pipe(socket);
  stream.on('end', () => drain(socket, stream));
  return new Promise((resolve) => {
    const over = (): void => {
      stream.destroy();
      socket.destroy();
      resolve();
    };
    socket.on('close', over).on('error', over);
    stream.on('error', over);
    // Destroyed without an end: there is nothing more to say to the client.
    stream.on('close', () => {
      if (!stream.readableEnded) over();
    });
  });
}

/**
 * After the last output the client may still be sending; to close with input unread would reset the connection, and
 * the client could lose output that it has not read yet.
 */
function drain(socket: Duplex, stream: Duplex): void {
  socket.unpipe(stream);
  socket.resume();
  socket.on('end', () => socket.destroy());
  if (socket.readableEnded) socket.destroy();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
