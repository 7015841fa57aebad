import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A layer's tar: some engines keep layers compressed. Whoever reads it is told what goes wrong with `content`. */
export async function unpacked(content: AsyncIterable<Buffer>): Promise<AsyncIterable<Uint8Array>> {
  const chunks = content[Symbol.asyncIterator]();
  const first = await chunks.next();
  async function* whole(): AsyncGenerator<Buffer, void, undefined> {
    for (let next = first; !next.done; next = await chunks.next()) yield next.value;
  }
  const isGzip = !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b;
  return isGzip ? pipeline(Readable.from(whole()), createGunzip(), () => undefined) : whole();
}
