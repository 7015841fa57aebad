import { Buffer } from 'node:buffer';
import type { EventMessage } from '../engine-api/index.ts';
import { parseExact } from '../shared/index.ts';

/** All bytes of a body. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The objects of a newline-delimited JSON stream, as their lines come. */
export async function* parseLines<T>(body: AsyncIterable<Uint8Array>): AsyncGenerator<T, void, undefined> {
  for await (const line of textLines(body)) yield JSON.parse(line) as T;
}

/** The messages of `GET /events`, with all digits of their times. */
export async function* parseEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<EventMessage, void, undefined> {
  for await (const line of textLines(body)) yield parseExact(line, 'timeNano') as EventMessage;
}

/** Lines that are not empty, as they come. */
async function* textLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}
