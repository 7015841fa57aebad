import { closeDescriptor, libcFunction, libcFunctionAsync, SystemCallError } from './libc.ts';

/** Protocols of netlink(7) sockets. */
export const netlinkProtocol = { route: 0, netfilter: 12 } as const;

/** Flags of a netlink message (`<linux/netlink.h>`). */
export const netlinkFlag = {
  request: 1,
  acknowledge: 4,
  root: 0x100,
  match: 0x200,
  dump: 0x300,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  append: 0x800,
} as const;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLA_F_NESTED = 0x8000;
const NLA_TYPE_MASK = 0x3fff;
const HEADER_LENGTH = 16;
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0x80000;
const MSG_DONTWAIT = 0x40;
/** Acknowledgements wait in the receive buffer, which holds about 250 of them by default. */
const MESSAGES_PER_SEND = 64;

export interface NetlinkRequest {
  type: number;
  flags: number;
  /** The family's own header and the attributes. */
  payload: Uint8Array;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function be16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function be32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** A string with its terminating zero, as most attributes want it. */
export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** One attribute, padded to four bytes. */
export function attribute(type: number, ...parts: Uint8Array[]): Buffer {
  const length = 4 + parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = Buffer.alloc((length + 3) & ~3);
  bytes.writeUInt16LE(length, 0);
  bytes.writeUInt16LE(type, 2);
  let offset = 4;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** An attribute made of attributes. */
export function nested(type: number, ...attributes: Uint8Array[]): Buffer {
  return attribute(type | NLA_F_NESTED, ...attributes);
}

/** Attributes by type; of several with one type the last counts. */
export function parseAttributes(bytes: Buffer): Map<number, Buffer> {
  return new Map(listAttributes(bytes));
}

/** Attributes in their order, for lists in which all have one type. Stops at the first that does not fit. */
export function listAttributes(bytes: Buffer): [type: number, value: Buffer][] {
  const found: [number, Buffer][] = [];
  let offset = 0;
  while (offset + 4 <= bytes.length) {
    const length = bytes.readUInt16LE(offset);
    if (length < 4 || offset + length > bytes.length) break;
    found.push([bytes.readUInt16LE(offset + 2) & NLA_TYPE_MASK, bytes.subarray(offset + 4, offset + length)]);
    offset += (length + 3) & ~3;
  }
  return found;
}

/** A message with its header, as it goes over the socket. */
export function encodeMessage(request: NetlinkRequest, sequence: number): Buffer {
  const bytes = Buffer.alloc((HEADER_LENGTH + request.payload.length + 3) & ~3);
  bytes.writeUInt32LE(HEADER_LENGTH + request.payload.length, 0);
  bytes.writeUInt16LE(request.type, 4);
  bytes.writeUInt16LE(request.flags | netlinkFlag.request, 6);
  bytes.writeUInt32LE(sequence, 8);
  bytes.set(request.payload, HEADER_LENGTH);
  return bytes;
}

const socketCall = libcFunction('int socket(int domain, int type, int protocol)');
const sendCall = libcFunction('long send(int fd, const void *data, size_t length, int flags)');
const sendInThread = libcFunctionAsync('long send(int fd, const void *data, size_t length, int flags)');
const receiveCall = libcFunction('long recv(int fd, void *data, size_t length, int flags)');

interface Reply {
  type: number;
  sequence: number;
  payload: Buffer;
}

/**
 * A raw netlink socket. It belongs to the network namespace in which it was made, wherever it is used. The kernel handles a message
 * within the system call that sends it, so that calls here return with the outcome.
 */
export class NetlinkSocket {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafe(64 * 1024);
  #sequence = 0;

  constructor(protocol: number) {
    this.#fd = socketCall(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
  }

  /** Sends all in few system calls; for each message the error that the kernel answered, if any. */
  send(requests: NetlinkRequest[]): (SystemCallError | undefined)[] {
    const errors: (SystemCallError | undefined)[] = [];
    for (let start = 0; start < requests.length; start += MESSAGES_PER_SEND)
      errors.push(...this.sendWhole(requests.slice(start, start + MESSAGES_PER_SEND)));
    return errors;
  }

  /** As `send`, in a single datagram, as transactions need it. More than some 200 messages overflow the answers' buffer. */
  sendWhole(requests: NetlinkRequest[]): (SystemCallError | undefined)[] {
    const first = this.#sequence + 1;
    const bytes = this.#encode(requests);
    sendCall(this.#fd, bytes, bytes.length, 0);
    return this.#outcome(first, requests.length);
  }

  /**
   * As `sendWhole`, from another thread: for what the kernel takes long over (it waits for all its readers before it removes an
   * interface). Until it has ended nothing else may be sent by this socket.
   */
  async sendInBackground(requests: NetlinkRequest[]): Promise<(SystemCallError | undefined)[]> {
    const first = this.#sequence + 1;
    const bytes = this.#encode(requests);
    await sendInThread(this.#fd, bytes, bytes.length, 0);
    return this.#outcome(first, requests.length);
  }

  #outcome(first: number, count: number): (SystemCallError | undefined)[] {
    const errors = Array.from({ length: count }, (): SystemCallError | undefined => undefined);
    for (const reply of this.#drain()) {
      const errno = reply.type === NLMSG_ERROR ? -reply.payload.readInt32LE(0) : 0;
      if (errno !== 0) errors[reply.sequence - first] ??= new SystemCallError('netlink', errno);
    }
    return errors;
  }

  /** As `send`, but the first error is thrown. */
  request(...requests: NetlinkRequest[]): void {
    const error = this.send(requests).find(Boolean);
    if (error) throw error;
  }

  /** All answers to a question (one message, or a dump). Throws what the kernel answers as an error. */
  query(request: NetlinkRequest): Buffer[] {
    const bytes = this.#encode([request]);
    sendCall(this.#fd, bytes, bytes.length, 0);
    const answers: Buffer[] = [];
    for (const reply of this.#drain()) {
      const errno = reply.type === NLMSG_ERROR ? -reply.payload.readInt32LE(0) : 0;
      if (errno !== 0) throw new SystemCallError('netlink', errno);
      if (reply.type !== NLMSG_ERROR && reply.type !== NLMSG_DONE) answers.push(reply.payload);
    }
    return answers;
  }

  #encode(requests: NetlinkRequest[]): Buffer {
    return Buffer.concat(
      requests.map((request) => {
        this.#sequence += 1;
        return encodeMessage(request, this.#sequence);
      }),
    );
  }

  #drain(): Reply[] {
    const replies: Reply[] = [];
    for (;;) {
      const length = this.#receive();
      if (length === 0) return replies;
      replies.push(...splitMessages(Buffer.from(this.#buffer.subarray(0, length))));
    }
  }

  #receive(): number {
    try {
      return receiveCall(this.#fd, this.#buffer, this.#buffer.length, MSG_DONTWAIT);
    } catch (error) {
      if (error instanceof SystemCallError && error.code === 'EAGAIN') return 0;
      throw error;
    }
  }

  close(): void {
    closeDescriptor(this.#fd);
  }
}

/** The messages of one datagram. */
export function splitMessages(bytes: Buffer): Reply[] {
  const replies: Reply[] = [];
  let offset = 0;
  while (offset + HEADER_LENGTH <= bytes.length) {
    const length = bytes.readUInt32LE(offset);
    if (length < HEADER_LENGTH || offset + length > bytes.length) break;
    replies.push({
      type: bytes.readUInt16LE(offset + 4),
      sequence: bytes.readUInt32LE(offset + 8),
      payload: bytes.subarray(offset + HEADER_LENGTH, offset + length),
    });
    offset += (length + 3) & ~3;
  }
  return replies;
}
