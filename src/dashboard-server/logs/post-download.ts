import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import type { Engines } from '../engines/engines.ts';
import { failureOf } from '../failure.ts';
import { jsonBody } from '../http/body.ts';
import type { PostRoute } from '../http/routes.ts';
import { downloadLines } from './download.ts';
import { openReading } from './open-reading.ts';
import { viewFields } from './params.ts';

/** Bytes of a body: a query and the names of containers. */
const bodyLimit = 1024 * 1024;

const body = z.strictObject({ ...viewFields, engine: z.string(), format: z.enum(['text', 'ndjson']) });

/** Answers with the lines of a view, as fast as they are taken. What cannot be read is told at the end of the file. */
export function logDownload(engines: Engines): PostRoute {
  return async (request, response) => {
    const checked = z.safeParse(body, await jsonBody(request, bodyLimit));
    if (!checked.success) {
      response.statusCode = 400;
      response.setHeader('Connection', 'close');
      response.end('The body shall be what to download, as application/json.\n');
      return;
    }
    const { engine, format, ...view } = checked.data;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      using lease = engines.link(engine).lease();
      const reading = await openReading(await lease.liveOrFail(gone.signal), view, gone.signal);
      const type = format === 'text' ? 'text/plain' : 'application/x-ndjson';
      response.setHeader('Content-Type', `${type}; charset=utf-8`);
      response.setHeader('Cache-Control', 'no-store');
      await pipeline(Readable.from(downloadLines(reading, format)), response);
    } catch (error) {
      if (gone.signal.aborted || response.headersSent) {
        response.destroy();
        return;
      }
      response.statusCode = 502;
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(failureOf(error)));
    }
  };
}
