import { type Address, addressBytes } from '../address.ts';

/** DNS messages (RFC 1035, EDNS of RFC 6891), as far as a server needs them that knows addresses and reverse names. */
export const recordType = { A: 1, PTR: 12, AAAA: 28, OPT: 41, ANY: 255 } as const;
export const responseCode = {
  ok: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
} as const;

const HEADER_LENGTH = 12;
const CLASS_IN = 1;
const MAX_NAME_LENGTH = 255;
const MAX_LABEL_LENGTH = 63;
const POINTER = 0xc0;
/** What a message over UDP may have when the asker says nothing (RFC 1035, 4.2.1). */
const PLAIN_UDP_SIZE = 512;
const OUR_UDP_SIZE = 1232;
const POINTER_TO_QUESTION = Buffer.from([POINTER, HEADER_LENGTH]);

export interface Query {
  id: number;
  /** Lower case, without the final dot. */
  name: string;
  type: number;
  recursionDesired: boolean;
  /** The bytes of the question, to be repeated in the answer with the asker's own capitals. */
  question: Buffer;
  /** Largest answer over UDP; `undefined` for an asker without EDNS. */
  udpSize: number | undefined;
}

export type ParsedQuery =
  | { kind: 'query'; query: Query }
  /** To be answered with this code. */
  | { kind: 'refused'; id: number; code: number }
  /** Not a question at all; silence. */
  | { kind: 'noise' };

interface Cursor {
  name: string;
  end: number;
}

/** Reads a name in place. `undefined` for one that is cut off, too long, or refers to anything but what was before it. */
export function readName(message: Buffer, start: number): Cursor | undefined {
  const labels: string[] = [];
  let offset = start;
  let end: number | undefined;
  let length = 1;
  for (;;) {
    const size = message[offset];
    if (size === undefined) return undefined;
    if (size === 0) return { name: labels.join('.'), end: end ?? offset + 1 };
    if (size >= POINTER) {
      const low = message[offset + 1];
      if (low === undefined) return undefined;
      const target = ((size & ~POINTER) << 8) | low;
      // Only backwards: that alone makes loops impossible.
      if (target >= offset) return undefined;
      end ??= offset + 2;
      offset = target;
      continue;
    }
    length += size + 1;
    if (size > MAX_LABEL_LENGTH || length > MAX_NAME_LENGTH || offset + 1 + size > message.length)
      return undefined;
    labels.push(message.toString('latin1', offset + 1, offset + 1 + size));
    offset += 1 + size;
  }
}

/** Reads a message from an asker. Never throws, whatever the bytes are. */
export function parseQuery(message: Buffer): ParsedQuery {
  if (message.length < HEADER_LENGTH) return { kind: 'noise' };
  const id = message.readUInt16BE(0);
  const flags = message.readUInt16BE(2);
  const isResponse = (flags & 0x8000) !== 0;
  if (isResponse) return { kind: 'noise' };
  const operation = (flags >> 11) & 0xf;
  if (operation !== 0) return { kind: 'refused', id, code: responseCode.notImplemented };
  const malformed = { kind: 'refused', id, code: responseCode.formatError } as const;
  if (message.readUInt16BE(4) !== 1) return malformed;
  const name = readName(message, HEADER_LENGTH);
  if (!name || name.end + 4 > message.length) return malformed;
  return {
    kind: 'query',
    query: {
      id,
      name: name.name.toLowerCase(),
      type: message.readUInt16BE(name.end),
      recursionDesired: (flags & 0x0100) !== 0,
      question: message.subarray(HEADER_LENGTH, name.end + 4),
      udpSize: readUdpSize(message, name.end + 4),
    },
  };
}

/** The asker's EDNS record, which is among the additional ones. */
function readUdpSize(message: Buffer, start: number): number | undefined {
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  let offset = start;
  for (let index = 0; index < records; index += 1) {
    const name = readName(message, offset);
    if (!name || name.end + 10 > message.length) return undefined;
    if (message.readUInt16BE(name.end) === recordType.OPT)
      return Math.max(PLAIN_UDP_SIZE, message.readUInt16BE(name.end + 2));
    offset = name.end + 10 + message.readUInt16BE(name.end + 8);
  }
  return undefined;
}

export interface AnswerRecord {
  type: number;
  /** Seconds. */
  ttl: number;
  data: Buffer;
}

export function addressRecord(address: Address, ttl: number): AnswerRecord {
  return { type: address.family === 4 ? recordType.A : recordType.AAAA, ttl, data: addressBytes(address) };
}

/** A reverse name's answer; `undefined` when the name cannot be written in DNS. */
export function pointerRecord(name: string, ttl: number): AnswerRecord | undefined {
  const data = encodeName(name);
  return data && { type: recordType.PTR, ttl, data };
}

/** A name in wire form, uncompressed. */
export function encodeName(name: string): Buffer | undefined {
  const labels = name
    .split('.')
    .filter(Boolean)
    .map((label) => Buffer.from(label, 'latin1'));
  if (labels.some((label) => label.length > MAX_LABEL_LENGTH)) return undefined;
  const bytes = Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), label]),
    Buffer.from([0]),
  ]);
  return bytes.length > MAX_NAME_LENGTH ? undefined : bytes;
}

/** A question to another server: for tests, and for whoever asks us. */
export function encodeQuery(id: number, name: string, type: number, udpSize?: number): Buffer | undefined {
  const encoded = encodeName(name);
  if (!encoded) return undefined;
  const header = encodeHeader(id, 0x0100, [1, 0, 0, udpSize === undefined ? 0 : 1]);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(type, 0);
  tail.writeUInt16BE(CLASS_IN, 2);
  return Buffer.concat([header, encoded, tail, ...(udpSize === undefined ? [] : [encodeEdns(udpSize)])]);
}

/** An answer; over UDP (`limit` bytes) records that do not fit are left out and the asker told to come by TCP. */
export function encodeAnswer(query: Query, code: number, records: AnswerRecord[], limit: number): Buffer {
  const edns = query.udpSize === undefined ? [] : [encodeEdns(OUR_UDP_SIZE)];
  const encoded = records.map(encodeRecord);
  const fixed = HEADER_LENGTH + query.question.length + (edns[0]?.length ?? 0);
  let room = limit - fixed;
  const fitting = encoded.filter((record) => {
    room -= record.length;
    return room >= 0;
  });
  const flags =
    0x8000 |
    (fitting.length < encoded.length ? 0x0200 : 0) |
    (query.recursionDesired ? 0x0100 : 0) |
    0x0080 |
    code;
  const header = encodeHeader(query.id, flags, [1, fitting.length, 0, edns.length]);
  return Buffer.concat([header, query.question, ...fitting, ...edns]);
}

/** An answer to what could not be read. */
export function encodeRefusal(id: number, code: number): Buffer {
  return encodeHeader(id, 0x8000 | code, [0, 0, 0, 0]);
}

/** Bytes that an answer over UDP may have. */
export function udpLimit(query: Query): number {
  return Math.min(query.udpSize ?? PLAIN_UDP_SIZE, 4096);
}

/** Whether `message` is an answer to this question: same number, same question (RFC 5452, 9.1). */
export function answers(query: Query, message: Buffer): boolean {
  if (message.length < HEADER_LENGTH || message.readUInt16BE(0) !== query.id) return false;
  if ((message.readUInt16BE(2) & 0x8000) === 0) return false;
  const code = codeOf(message);
  // A server that could not read the question does not repeat it.
  if (message.readUInt16BE(4) === 0) return code !== responseCode.ok && code !== responseCode.noSuchName;
  const name = readName(message, HEADER_LENGTH);
  return (
    name !== undefined &&
    name.end + 4 <= message.length &&
    name.name.toLowerCase() === query.name &&
    message.readUInt16BE(name.end) === query.type
  );
}

export function codeOf(message: Buffer): number {
  return message.readUInt16BE(2) & 0xf;
}

function encodeHeader(id: number, flags: number, counts: number[]): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  for (const [index, value] of [id, flags, ...counts].entries()) header.writeUInt16BE(value, index * 2);
  return header;
}

function encodeRecord({ type, ttl, data }: AnswerRecord): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(CLASS_IN, 2);
  head.writeUInt32BE(ttl, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([POINTER_TO_QUESTION, head, data]);
}

function encodeEdns(size: number): Buffer {
  const record = Buffer.alloc(11);
  record.writeUInt16BE(recordType.OPT, 1);
  record.writeUInt16BE(size, 3);
  return record;
}
