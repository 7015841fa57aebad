import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ComposeFile } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { failureOf } from '../failure.ts';
import type { ListedFile } from './list-files.ts';

/** Bytes; a larger file is no file that a person edits. */
const LARGEST = 1024 * 1024;

export interface FileText {
  text: string;
  digest: string;
}

/** @throws UserError `file-too-large`, `not-utf8`; what the file system says. */
export async function readText(path: string): Promise<FileText> {
  const { size } = await stat(path);
  if (size > LARGEST) throw new UserError('file-too-large', `${path} is too large to be edited here`);
  const bytes = await readFile(path);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, digest: digestOf(bytes) };
  } catch (error) {
    throw new UserError('not-utf8', `${path} is not UTF-8 text`, { cause: error });
  }
}

export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A listed file with its text, or with why that cannot be had. */
export async function readListed(file: ListedFile): Promise<ComposeFile> {
  try {
    return { ...file, ...(await readText(file.path)) };
  } catch (error) {
    return { ...file, text: '', digest: '', failure: failureOf(error) };
  }
}
