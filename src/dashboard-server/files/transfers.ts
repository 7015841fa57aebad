/** Files that come and go over HTTP: too large for messages. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import {
  type DownloadRequest,
  type FilesOf,
  UPLOAD_HEADER,
  type UploadRequest,
} from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { Engines } from '../engines/engines.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { failureOf } from '../failure.ts';
import { jsonBody } from '../http/body.ts';
import type { PostRoute } from '../http/routes.ts';
import { openFiles } from './opened-files.ts';
import { cleanPath, plainName } from './paths.ts';

const text = z.string().check(z.maxLength(4_096));

export const filesOf: z.ZodMiniType<FilesOf> = z.union([
  z.strictObject({ container: text }),
  z.strictObject({ volume: text }),
]);

const downloadRequest: z.ZodMiniType<DownloadRequest> = z.strictObject({
  engine: text,
  of: filesOf,
  path: text,
});

const uploadRequest: z.ZodMiniType<UploadRequest> = z.strictObject({
  engine: text,
  of: filesOf,
  folder: text,
  name: text,
  size: z.int().check(z.nonnegative()),
  replace: z.boolean(),
});

/** Bytes of a request for a download. */
const requestLimit = 64 * 1024;

interface Options {
  engines: Engines;
  readOnly: boolean;
}

export function fileDownload({ engines, readOnly }: Options): PostRoute {
  return answering(async (request, response, signal) => {
    const { engine, of, path } = parsed(downloadRequest, await jsonBody(request, requestLimit));
    using lease = engines.link(engine).lease();
    const live = await lease.liveOrFail(signal);
    await using files = await openFiles(of, live, { readOnly, signal });
    const clean = cleanPath(path);
    const stat = await files.stat(clean, signal);
    if (stat === undefined) throw new UserError('no-such-file', `there is no ${clean}`);
    const archive = await files.archive(clean, signal);
    const name = clean.split('/').at(-1) || 'files';
    response.setHeader('Cache-Control', 'no-store');
    // What a browser would run or show is only ever saved.
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('Content-Disposition', attachment(stat.isFile ? name : `${name}.tar`));
    // Awaited here: what is read from is let go of when this returns.
    if (!stat.isFile) return await pipeline(archive, response, { signal });
    const { tarEntries } = await import('../../orchestrator/index.ts');
    for await (const { size, content } of tarEntries(archive)) {
      response.setHeader('Content-Length', size);
      return await pipeline(content, response, { signal });
    }
  });
}

export function fileUpload({ engines, readOnly }: Options): PostRoute {
  return answering(async (request, response, signal) => {
    const upload = parsed(uploadRequest, headerOf(request));
    if (!/^application\/octet-stream\b/.test(request.headers['content-type'] ?? ''))
      throw new UserError('bad-parameters', 'a file is sent as application/octet-stream');
    using lease = engines.link(upload.engine).lease();
    await receive(upload, request, await lease.liveOrFail(signal), readOnly, signal);
    response.setHeader('Content-Type', 'application/json');
    response.end('{}');
  });
}

async function receive(
  { of, folder, name, size, replace }: UploadRequest,
  request: IncomingMessage,
  live: LiveEngine,
  readOnly: boolean,
  signal: AbortSignal,
): Promise<void> {
  const into = cleanPath(folder);
  const own = plainName(name);
  await using files = await openFiles(of, live, { readOnly, writes: true, signal });
  if (!(await files.stat(into, signal))?.isFolder)
    throw new UserError('not-a-folder', `${into} is no folder here`);
  const there = await files.stat(`${into}/${own}`, signal);
  if (there?.isFolder) throw new UserError('is-a-folder', `there is a folder ${own} already`);
  if (there !== undefined && !replace)
    throw new UserError('file-exists', `there is a file ${own} already`, {
      hint: 'It is replaced only when asked for.',
    });
  const { tarHeader } = await import('../../orchestrator/index.ts');
  async function* archive(): AsyncGenerator<Uint8Array, void, undefined> {
    yield tarHeader({ path: own, mode: 0o644, uid: 0, gid: 0 }, '0', size);
    let received = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.length;
      // An entry of the sender's own making would follow.
      if (received > size) break;
      yield chunk;
    }
    if (received !== size) throw new UserError('bad-parameters', 'the file is not as long as was said');
    const missing = (512 - (size % 512)) % 512;
    yield Buffer.alloc(missing + 1_024);
  }
  await files.put(into, archive(), signal);
}

type Work = (request: IncomingMessage, response: ServerResponse, signal: AbortSignal) => Promise<void>;

/** Failures are told as JSON, as far as the answer has not begun. */
function answering(work: Work): PostRoute {
  return async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      await work(request, response, gone.signal);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.statusCode = 400;
      response.removeHeader('Content-Disposition');
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Connection', 'close');
      response.end(JSON.stringify(failureOf(error)));
    }
  };
}

function headerOf({ headers }: IncomingMessage): unknown {
  try {
    return JSON.parse(decodeURIComponent(String(headers[UPLOAD_HEADER] ?? '')));
  } catch {
    return undefined;
  }
}

function parsed<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw new UserError('bad-parameters', result.error.issues[0]?.message ?? 'not valid');
}

/** A name of a container's file is hostile: only what RFC 8187 encodes goes into the header. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
