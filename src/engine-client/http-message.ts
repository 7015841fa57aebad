import type { ByteReader } from './byte-reader.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import { connectionLost } from './connection-lost.ts';
import type { QueryValue } from './contract.ts';

/** The head of a response; header names in lower case, repeated ones joined by a comma. */
export interface ResponseHead {
  status: number;
  reason: string;
  headers: Record<string, string>;
}

const headLimit = 256 * 1024;

/** Reads a response's head (RFC 9112, section 4), passing over interim responses other than 101. */
export async function readHead(reader: ByteReader): Promise<ResponseHead | undefined> {
  for (;;) {
    const bytes = await reader.readThrough('\r\n\r\n', headLimit);
    if (bytes === undefined) return undefined;
    const head = parseHead(bytes.toString('latin1'));
    if (head.status >= 200 || head.status === 101) return head;
  }
}

function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine);
  if (match === null) throw new Error(`not an HTTP answer: ${statusLine.slice(0, 80)}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(match[1]), reason: match[2] ?? '', headers };
}

/** The bytes of a response's body (RFC 9112, section 6). Throws when the connection ends before the body does. */
export async function* readBody(
  reader: ByteReader,
  head: ResponseHead,
  method: string,
): AsyncGenerator<Buffer, void, undefined> {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return;
  if (head.headers['transfer-encoding']?.toLowerCase().includes('chunked')) yield* readChunks(reader);
  else if (head.headers['content-length'] !== undefined) {
    yield* readLength(reader, Number(head.headers['content-length']));
  } else {
    for (let bytes = await reader.read(); bytes !== undefined; bytes = await reader.read()) yield bytes;
  }
}

/** Whether the connection can carry another request after this response. */
export function keepsAlive(head: ResponseHead, method: string): boolean {
  if (head.headers.connection?.toLowerCase().includes('close')) return false;
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return true;
  return head.headers['content-length'] !== undefined || head.headers['transfer-encoding'] !== undefined;
}

async function* readLength(reader: ByteReader, length: number): AsyncGenerator<Buffer, void, undefined> {
  for (let left = length; left > 0; ) {
    const bytes = await reader.readUpTo(left);
    if (bytes === undefined) throw connectionLost('in the middle of an answer');
    left -= bytes.length;
    yield bytes;
  }
}

async function* readChunks(reader: ByteReader): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new ChunkDecoder();
  while (!decoder.done) {
    const bytes = await reader.read();
    if (bytes === undefined) throw connectionLost('in the middle of an answer');
    const { payload, rest } = decoder.push(bytes);
    reader.unread(rest);
    if (payload.length > 0) yield payload;
  }
}

/** `?a=1&b=2`, or nothing. Objects are written as JSON. */
export function queryString(query: Record<string, QueryValue> | undefined): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      const text = typeof item === 'object' ? JSON.stringify(item) : String(item);
      parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** A request's head. Refuses line breaks in headers, which would let a value end the head. */
export function formatHead(method: string, target: string, headers: Record<string, string>): string {
  let text = `${method} ${target} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (/[\r\n]/.test(name + value)) throw new Error(`line break in the header ${name}`);
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}
