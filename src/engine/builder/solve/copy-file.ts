import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { getFileAttribute, listFileAttributes, setFileAttribute } from '../../host/index.ts';
import { Breath } from '../context/breath.ts';
import { isCopiedAttribute } from '../context/file-digests.ts';
import type { Owner } from './root-path.ts';

const blockBytes = 4096;
const buffer = Buffer.allocUnsafe(1 << 20);

/** What this process takes away from the mode of files that it makes; it does not change. */
const umask = Number.parseInt(
  /^Umask:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '777',
  8,
);

export interface FileCopy {
  source: string;
  /** Nothing is there yet. */
  target: string;
  stats: Stats;
  /** Permission bits (12). */
  mode: number;
  owner: Owner;
  /** It has no extended attributes. */
  plain: boolean;
  /** The file is not what `stats` say any more: it is being written at this moment. */
  onChanged: () => void;
}

/** From this size on other work goes on meanwhile (bytes). */
const largeFileBytes = 8 << 20;

/** Copies content with its holes, mode, owner, attributes, time of change. Small files are done when it returns. */
export function copyFile(copy: FileCopy, signal?: AbortSignal): Promise<void> | undefined {
  if (copy.stats.size >= largeFileBytes) return copyLarge(copy, signal);
  const files = openBoth(copy);
  try {
    for (let at = 0; at < copy.stats.size; ) {
      const count = copyPiece(files, at, isSparse(copy.stats));
      if (count === 0) break;
      at += count;
    }
    finish(files, copy);
  } finally {
    closeBoth(files);
  }
  return undefined;
}

async function copyLarge(copy: FileCopy, signal: AbortSignal | undefined): Promise<void> {
  const breath = new Breath();
  const files = openBoth(copy);
  try {
    for (let at = 0; at < copy.stats.size; ) {
      const count = copyPiece(files, at, isSparse(copy.stats));
      if (count === 0) break;
      at += count;
      await breath.take(signal);
    }
    finish(files, copy);
  } finally {
    closeBoth(files);
  }
}

interface OpenFiles {
  from: number;
  to: number;
}

function openBoth({ source, target, mode }: FileCopy): OpenFiles {
  const from = openSync(source, 'r');
  try {
    return { from, to: openSync(target, 'wx', mode & 0o777) };
  } catch (error) {
    closeSync(from);
    throw error;
  }
}

function closeBoth({ from, to }: OpenFiles): void {
  closeSync(from);
  closeSync(to);
}

function isSparse(stats: Stats): boolean {
  return stats.size > blockBytes && stats.blocks * 512 < stats.size;
}

/** Bytes copied, 0 at the end. */
function copyPiece({ from, to }: OpenFiles, position: number, sparse: boolean): number {
  const count = readSync(from, buffer, 0, buffer.length, position);
  if (sparse) writeWithHoles(to, count, position);
  else writeAll(to, 0, count, position);
  return count;
}

function finish({ from, to }: OpenFiles, copy: FileCopy): void {
  const { source, target, stats, mode, owner } = copy;
  const now = fstatSync(from);
  if (now.size !== stats.size || now.mtimeMs !== stats.mtimeMs || now.ctimeMs !== stats.ctimeMs)
    copy.onChanged();
  if (isSparse(stats)) ftruncateSync(to, now.size);
  if (owner.uid !== 0 || owner.gid !== 0) fchownSync(to, owner.uid, owner.gid);
  if ((mode & ~umask & 0o777) !== mode) fchmodSync(to, mode);
  if (!copy.plain) copyAttributes(source, target);
  futimesSync(to, stats.atimeMs / 1000, stats.mtimeMs / 1000);
}

function writeAll(to: number, start: number, end: number, position: number): void {
  for (let at = start; at < end; ) at += writeSync(to, buffer, at, end - at, position + at);
}

const zeros = Buffer.alloc(blockBytes);

/** Blocks of zeros are left out. */
function writeWithHoles(to: number, count: number, position: number): void {
  for (let at = 0; at < count; at += blockBytes) {
    const end = Math.min(at + blockBytes, count);
    if (buffer.compare(zeros, 0, end - at, at, end) !== 0) writeAll(to, at, end, position);
  }
}

export function copyAttributes(source: string, target: string): void {
  for (const name of listFileAttributes(source)) {
    if (!isCopiedAttribute(name)) continue;
    const value = getFileAttribute(source, name);
    if (value) setFileAttribute(target, name, value);
  }
}
