import { Readable } from 'node:stream';

/** The first bytes of a stream (fewer where it is shorter), and the whole stream still to be read. */
export async function peek(source: Readable, bytes: number): Promise<{ start: Buffer; stream: Readable }> {
  const iterator = (source as AsyncIterable<Buffer | string>)[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done) break;
    const chunk = Buffer.from(next.value);
    first.push(chunk);
    length += chunk.length;
  }
  const start = Buffer.concat(first);
  return {
    start: start.subarray(0, bytes),
    stream: Readable.from(join(start, iterator), { objectMode: false }),
  };
}

async function* join(
  start: Buffer,
  rest: AsyncIterator<Buffer | string>,
): AsyncGenerator<Buffer | string, void> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
