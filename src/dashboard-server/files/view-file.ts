import type { FileCalls, FileView } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CallHandler } from '../registry.ts';
import { openPath } from './open-path.ts';

/** Bytes of a text, and of a file that is none. */
const shownText = 1024 * 1024;
const shownBinary = 4 * 1024;

export const viewFile: CallHandler<FileCalls['files.view']>['run'] = async ({ of, path }, context) => {
  const { signal } = context;
  await using opened = await openPath(of, path, context);
  const { files, clean, stat } = opened;
  if (!stat.isFile) throw new UserError('not-a-file', `${clean} is no file that can be shown`);
  const { tarEntries } = await import('../../orchestrator/index.ts');
  for await (const { size, content } of tarEntries(await files.archive(clean, signal))) {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of content) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length >= shownText) break;
    }
    return viewOf(Buffer.concat(chunks).subarray(0, shownText), size);
  }
  throw new UserError('no-such-file', `there is no ${clean}`);
};

export function viewOf(bytes: Buffer, size: number): FileView {
  const text = textOf(bytes, bytes.length < size);
  if (text !== undefined) return { size, text, cut: bytes.length < size };
  return { size, hex: hexOf(bytes.subarray(0, shownBinary)), cut: size > shownBinary };
}

/** A character may have been cut at the end. */
function textOf(bytes: Buffer, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}

/** Lines of 16 bytes: place, hexadecimal, characters. */
function hexOf(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const shown = part.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${shown}`);
  }
  return lines.join('\n');
}
