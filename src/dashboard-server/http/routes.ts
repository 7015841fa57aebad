import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { SESSION_PATH, type SessionAnswer, type SessionRequest } from '../../dashboard-api/index.ts';
import { jsonBody } from './body.ts';
import type { Bundle, BundledFile } from './bundle.ts';
import { refusalOf } from './guard.ts';
import { securityHeaders } from './headers.ts';
import type { Session } from './session.ts';

/** Bytes of a body that holds a code. */
const sessionBodyLimit = 1024;

const sessionBody: z.ZodMiniType<SessionRequest> = z.strictObject({
  code: z.string().check(z.maxLength(256)),
});

/** A POST whose answer is a stream: what does not fit through the WebSocket. The key has been checked. */
export type PostRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Routes {
  bundle: Bundle;
  session: Session;
  port: () => number;
  /** By path. */
  posts: ReadonlyMap<string, PostRoute>;
}

export function requestListener(routes: Routes): RequestListener {
  return (request, response) => {
    void answer(routes, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else say(response, 500, 'This should not have happened.');
    });
  };
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const refusal = refusalOf(request, routes.port(), false);
  if (refusal !== undefined) return say(response, refusal.status, refusal.message);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' || request.method === 'HEAD')
    return sendFile(response, request.method, fileAt(routes.bundle, pathname));
  if (request.method !== 'POST') return say(response, 405, 'There is only GET and POST.');
  if (pathname === SESSION_PATH) return exchangeCode(routes.session, request, response);
  if (!routes.session.isKey(bearerOf(request)))
    return say(response, 403, 'That needs the key of the session.');
  const post = routes.posts.get(pathname);
  return post === undefined ? say(response, 404, 'There is nothing here.') : post(request, response);
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

async function exchangeCode(
  session: Session,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = z.safeParse(sessionBody, await jsonBody(request, sessionBodyLimit));
  if (!body.success) return say(response, 400, 'The body shall be {"code": "…"} as application/json.');
  const key = session.redeem(body.data.code);
  if (key === undefined) return say(response, 403, 'The code has been used already, or is too old.');
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(JSON.stringify({ key } satisfies SessionAnswer));
}

/** Files as they are; any other path without an ending as of files is a view of the page. */
function fileAt(bundle: Bundle, pathname: string): BundledFile | undefined {
  const file = bundle.get(pathname);
  if (file !== undefined) return file;
  return pathname.startsWith('/assets/') ? undefined : bundle.get('/index.html');
}

function sendFile(response: ServerResponse, method: string, file: BundledFile | undefined): void {
  if (file === undefined) return say(response, 404, 'There is nothing here.');
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', file.content.length);
  response.setHeader('Cache-Control', file.immutable ? 'private, max-age=31536000, immutable' : 'no-store');
  response.end(method === 'HEAD' ? undefined : file.content);
}

function say(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  // What was not read of the body would be taken for the next request.
  if (status >= 400) response.setHeader('Connection', 'close');
  response.end(`${message}\n`);
}
