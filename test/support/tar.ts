/** Archives for tests, member by member, also such as no program would write. */
import { Readable } from 'node:stream';
import type { TarEntry } from '../../src/engine/images/archive/tar-format.ts';
import {
  endOfArchive,
  padding,
  plainEntry,
  writeHeader,
} from '../../src/engine/images/archive/tar-writer.ts';

export type Member = Partial<TarEntry> & { name: string; content?: string | Buffer };

export function tarOf(members: Member[]): Buffer {
  const pieces = members.flatMap(({ content = '', ...entry }) => {
    const bytes = Buffer.from(content);
    const header = writeHeader({ ...plainEntry(entry.name, bytes.length), ...entry });
    return [header, bytes, padding(bytes.length)];
  });
  return Buffer.concat([...pieces, endOfArchive]);
}

export function streamOf(bytes: Buffer): Readable {
  return Readable.from([bytes], { objectMode: false });
}
