import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../../shared/index.ts';
import { writeFileAtomic } from '../../host/index.ts';
import { HttpClient, type HttpResponse } from '../../images/index.ts';

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
  const client = new HttpClient(process.env);
  try {
    const response = await request(client, url, known, options.signal);
    const isUnchanged = response.status === 304 && known !== undefined;
    if (!isUnchanged && (response.status < 200 || response.status > 299))
      throw new Error(`invalid response status ${response.status}`);
    if (!isUnchanged) await store(response, file, options.signal);
  } finally {
    client.close();
  }
  const kept = readKnown(`${file}.json`);
  if (!kept) throw new Error(`failed to keep what was downloaded from ${url}`);
  if (options.checksum !== undefined) await verify(file, options.checksum);
  const modified = Date.parse(kept.lastModified ?? '');
  return { file, digest: kept.digest, modified: Number.isNaN(modified) ? undefined : modified };
}

/** Not by `fetch`, which refuses the ports that browsers do. */
async function request(
  client: HttpClient,
  url: string,
  known: Known | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers: Record<string, string> = {};
  if (known?.etag !== undefined) headers['If-None-Match'] = known.etag;
  else if (known?.lastModified !== undefined) headers['If-Modified-Since'] = known.lastModified;
  const asked = { method: 'GET', headers, insecure: false, mayLeaveTls: true, signal } as const;
  try {
    return await client.request({ ...asked, url: new URL(url) });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`failed to load ${url}: ${messageOf(error)}`, { cause: error });
  }
}

async function store({ headers, body }: HttpResponse, file: string, signal: AbortSignal): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const sum = createHash('sha256');
  try {
    const unpack = headers['content-encoding'] === 'gzip' ? createGunzip() : new PassThrough();
    unpack.on('data', (chunk: Buffer) => sum.update(chunk));
    await pipeline(body, unpack, createWriteStream(draft, { mode: 0o600 }), { signal });
    chmodSync(draft, 0o600);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const { etag, 'last-modified': lastModified } = headers;
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
