import { stat } from 'node:fs/promises';
import { rotatedLogs } from './log-tail.ts';

/** Bytes of a container's log, rotated files included; 0 where it has none. */
export async function logSize(path: string): Promise<number> {
  const sizes = await Promise.all([path, ...rotatedLogs(path)].map(bytesOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function bytesOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
