/** Compressions of layers and archives, told by their first bytes. */

import { open } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** Bytes that are enough to tell. */
export const magicBytes = 6;

const magics: [Compression, Buffer][] = [
  ['gzip', Buffer.from([0x1f, 0x8b, 0x08])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['bzip2', Buffer.from('BZh')],
];

export function detectCompression(start: Uint8Array): Compression {
  const found = magics.find(([, magic]) => magic.equals(start.subarray(0, magic.length)));
  return found?.[0] ?? 'none';
}

/** Of a file. */
export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(magicBytes);
    const { bytesRead } = await file.read(start, 0, magicBytes, 0);
    return detectCompression(start.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Bytes that come out of a decompressor at a time: large, since each piece costs a turn of the event loop. */
const pieceBytes = 256 * 1024;

/** What Node decompresses itself; undefined for what needs no decompressor or a program of the host. */
export function createDecompressor(compression: Compression): Transform | undefined {
  if (compression === 'gzip') return createGunzip({ chunkSize: pieceBytes });
  if (compression === 'zstd') return createZstdDecompress({ chunkSize: pieceBytes });
  return undefined;
}
