/** Frames of a WebSocket (RFC 6455, section 5.2), as a server reads and writes them. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketFrame {
  opcode: number;
  payload: Buffer;
}

/** A client that sends a longer frame is refused: terminals send keystrokes. */
const MAX_PAYLOAD = 16 * 1024 * 1024;

export function encodeWebSocketFrame(opcode: number, payload: Buffer): Buffer {
  const header = [0x80 | opcode];
  if (payload.length < 126) header.push(payload.length);
  else if (payload.length < 65_536) header.push(126, payload.length >> 8, payload.length & 255);
  else {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(payload.length));
    header.push(127, ...length);
  }
  return Buffer.concat([Buffer.from(header), payload]);
}

/** Takes a client's frames, which are masked, out of chunks however they were cut. */
export class WebSocketDecoder {
  #waiting: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): WebSocketFrame[] {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    const frames: WebSocketFrame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): WebSocketFrame | undefined {
    const data = this.#waiting;
    if (data.length < 2) return undefined;
    const short = data.readUInt8(1) & 127;
    const maskAt = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (data.length < maskAt + 4) return undefined;
    const length = lengthOf(data, short);
    if (length > MAX_PAYLOAD) throw new Error('the frame is too long');
    const end = maskAt + 4 + length;
    if (data.length < end) return undefined;
    const mask = data.subarray(maskAt, maskAt + 4);
    const payload = Buffer.from(data.subarray(maskAt + 4, end));
    for (let at = 0; at < payload.length; at += 1) {
      payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
    }
    this.#waiting = data.subarray(end);
    return { opcode: data.readUInt8(0) & 15, payload };
  }
}

function lengthOf(data: Buffer, short: number): number {
  if (short === 126) return data.readUInt16BE(2);
  return short === 127 ? Number(data.readBigUInt64BE(2)) : short;
}
