import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { FrameDecoder } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Call, Upgrade } from './call.ts';
import { encodeWebSocketFrame, opcodes, WebSocketDecoder } from './websocket-frames.ts';

/** RFC 6455, section 1.3. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** `GET /containers/{id}/attach/ws`: output as binary messages without the API's own frames, input as messages of any kind. */
export async function serveWebSocket(call: Call, stream: Duplex, multiplexed: boolean): Promise<void> {
  const key = call.header('sec-websocket-key');
  if (!call.upgrade || !key) {
    stream.destroy();
    throw new EngineError('invalid', 'not a WebSocket handshake');
  }
  const accept = createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64');
  call.upgrade.socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  await Promise.all([sendOutput(call.upgrade, stream, multiplexed), receiveInput(call.upgrade, stream)]);
}

async function sendOutput({ socket }: Upgrade, stream: Duplex, multiplexed: boolean): Promise<void> {
  const decoder = new FrameDecoder();
  const send = async (opcode: number, payload: Uint8Array): Promise<void> => {
    const taken = socket.write(encodeWebSocketFrame(opcode, Buffer.from(payload)));
    if (!taken && !socket.destroyed) {
      await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    }
  };
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const payloads = multiplexed ? decoder.push(chunk).map(({ payload }) => payload) : [chunk];
      for (const payload of payloads) await send(opcodes.binary, payload);
    }
    // 1000: a normal end (section 7.4.1).
    socket.end(encodeWebSocketFrame(opcodes.close, Buffer.from([3, 232])));
  } catch {
    socket.destroy();
  }
}

async function receiveInput({ socket, head }: Upgrade, stream: Duplex): Promise<void> {
  const decoder = new WebSocketDecoder();
  const take = (chunk: Buffer): void => {
    for (const { opcode, payload } of decoder.push(chunk)) {
      if (opcode === opcodes.ping) socket.write(encodeWebSocketFrame(opcodes.pong, payload));
      else if (opcode === opcodes.close) stream.end();
      else if (opcode !== opcodes.pong) stream.write(payload);
    }
  };
  try {
    if (head.length > 0) take(head);
    for await (const chunk of socket as AsyncIterable<Buffer>) take(chunk);
  } catch {
    // A broken client is a client that went.
  }
  stream.destroy();
  socket.destroy();
}
