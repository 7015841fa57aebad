import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../../shared/index.ts';
import { writeFileAtomic } from '../../host/index.ts';

export interface Downloaded {
  file: string;
  /** `sha256:` and digits. */
  digest: string;
  /** Unix milliseconds, as the server says. */
  modified: number | undefined;
}

interface Known {
  digest: string;
  etag?: string;
  lastModified?: string;
}

export interface DownloadOptions {
  folder: string;
  checksum?: string;
  signal: AbortSignal;
}

/** Gets a file by its address; one that the server says is unchanged is not sent again. @throws Error */
export async function download(url: string, options: DownloadOptions): Promise<Downloaded> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const file = join(options.folder, createHash('sha256').update(url).digest('hex'));
  const known = existsSync(file) ? readKnown(`${file}.json`) : undefined;
  const response = await request(url, known, options.signal);
  if (response.status === 304 && known) await response.body?.cancel();
  else if (!response.ok || !response.body) {
    throw new Error(`invalid response status ${response.status}`);
  } else await store(response, response.body, file, options.signal);
  const kept = readKnown(`${file}.json`);
  if (!kept) throw new Error(`failed to keep what was downloaded from ${url}`);
  if (options.checksum !== undefined) await verify(file, options.checksum);
  const modified = Date.parse(kept.lastModified ?? '');
  return { file, digest: kept.digest, modified: Number.isNaN(modified) ? undefined : modified };
}

async function request(url: string, known: Known | undefined, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {};
  if (known?.etag !== undefined) headers['if-none-match'] = known.etag;
  else if (known?.lastModified !== undefined) headers['if-modified-since'] = known.lastModified;
  try {
    return await fetch(url, { headers, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : '';
    throw new Error(`failed to load ${url}: ${messageOf(error)}${cause}`, { cause: error });
  }
}

async function store(
  response: Response,
  body: NonNullable<Response['body']>,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const sum = createHash('sha256');
  try {
    const source = Readable.fromWeb(body);
    source.on('data', (chunk: Buffer) => sum.update(chunk));
    await pipeline(source, createWriteStream(draft, { mode: 0o600 }), { signal });
    chmodSync(draft, 0o600);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const etag = response.headers.get('etag');
  const lastModified = response.headers.get('last-modified');
  const known: Known = {
    digest: `sha256:${sum.digest('hex')}`,
    ...(etag ? { etag } : {}),
    ...(lastModified ? { lastModified } : {}),
  };
  await writeFileAtomic(`${file}.json`, JSON.stringify(known));
}

function readKnown(file: string): Known | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Known;
  } catch {
    return undefined;
  }
}

async function verify(file: string, checksum: string): Promise<void> {
  const [algorithm = 'sha256', expected] = checksum.split(':');
  const sum = createHash(algorithm);
  for await (const chunk of createReadStream(file)) sum.update(chunk as Buffer);
  const actual = sum.digest('hex');
  if (actual !== expected) throw new Error(`digest mismatch ${algorithm}:${actual}: ${checksum}`);
}
