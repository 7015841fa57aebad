import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { messageOf, type SourcePosition, UserError } from '../../shared/index.ts';
import type { Source } from '../tree/source.ts';

/** Larger than any Compose file; what is larger is a mistake, and would cost memory several times its size. */
const MAX_MEGABYTES = 16;
const MAX_BYTES = MAX_MEGABYTES * 1024 * 1024;

export interface FileErrorContext {
  code: string;
  message: string;
  hint?: string;
}

/** Reads a Compose file. `missing` says what it is to the user when it is not there; `contents` win over what is on disk. */
export async function readSource(
  path: string,
  missing: (path: string) => FileErrorContext,
  contents?: ReadonlyMap<string, string>,
): Promise<Source> {
  return { file: path, text: contents?.get(path) ?? (await readText(path, missing)) };
}

export async function readText(path: string, missing: (path: string) => FileErrorContext): Promise<string> {
  let bytes: Buffer;
  try {
    const stats = await stat(path);
    if (stats.isDirectory())
      throw new UserError('not-a-file', `${path} is a directory`, { hint: 'Name a file in it.' });
    if (stats.size > MAX_BYTES) throw tooLarge(path, stats.size);
    bytes = stats.isFile() ? await readFile(path) : await readStream(path);
  } catch (error) {
    throw readError(error, path, missing);
  }
  return decode(bytes, path);
}

/** A pipe or a device has no size, and may have no end. */
async function readStream(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_BYTES) throw tooLarge(path, length);
  }
  return Buffer.concat(pieces);
}

function tooLarge(path: string, bytes: number): UserError {
  const megabytes = Math.ceil(bytes / 1024 / 1024);
  return new UserError('file-too-large', `${path} has ${megabytes} MB; at most ${MAX_MEGABYTES} are read`, {
    hint: 'Is it the right file? Data belongs into volumes, `configs` and `secrets`.',
  });
}

function readError(error: unknown, path: string, missing: (path: string) => FileErrorContext): unknown {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const { code, message, hint = 'Create it, or correct the path.' } = missing(path);
    return new UserError(code, message, { hint, cause: error });
  }
  if (code === 'EACCES')
    return new UserError('path-unreadable', `no permission to read ${path}`, { cause: error });
  if (code === 'ELOOP')
    return new UserError('path-unreadable', `${path}: too many symbolic links`, { cause: error });
  return new UserError('path-unreadable', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
export function decode(bytes: Buffer, path: string): string {
  if (bytes.length > MAX_BYTES) throw tooLarge(path, bytes.length);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  if (!isUtf8(bytes)) {
    const hint = 'Save the file as UTF-8.';
    throw new UserError('not-utf8', `${path} is not UTF-8 text`, { hint, position: badByte(bytes, path) });
  }
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** Where the first byte stands that belongs to no character; the text may hold the replacement character itself before it. */
function badByte(bytes: Buffer, file: string): SourcePosition {
  const text = bytes.toString('utf8');
  let offset = 0;
  let from = 0;
  let at = text.indexOf('\ufffd');
  for (; at !== -1; at = text.indexOf('\ufffd', from)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(replacement)) break;
    offset += 3;
    from = at + 1;
  }
  const lines = text.slice(0, at).split('\n');
  return { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

const replacement = Buffer.from('\ufffd');

export async function isFile(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
