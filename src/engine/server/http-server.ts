import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineError } from '../../shared/index.ts';
import { Call, type Upgrade } from './call.ts';
import type { CallCounter } from './call-counter.ts';
import { describeFailure, isDefect } from './errors.ts';
import type { Router } from './router.ts';
import { apiVersion, splitVersion } from './versions.ts';

export interface HttpOptions {
  router: Router;
  /** `Tutti/0.1.0 (linux)`. */
  serverName: string;
  calls: CallCounter;
  log: (message: string) => void;
}

/** The protocols that a connection may become. */
const upgrades = new Set(['tcp', 'websocket']);

/** The HTTP side: finds the route of each request, turns what it throws into the API's errors, hands over upgrades. */
export function createHttpServer(options: HttpOptions): Server {
  const serve = (request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): void => {
    // Errors of the connection itself end in `close`, which the call's signal tells.
    response.on('error', () => {});
    void options.calls.during(answer(options, request, response, upgrade));
  };
  const server = createServer(
    {
      keepAliveTimeout: 0,
      requestTimeout: 0,
      headersTimeout: 60_000,
      // Clients that offer HTTP/2 beside are served with what they speak anyway.
      shouldUpgradeCallback: (request) => upgrades.has(request.headers.upgrade?.toLowerCase() ?? ''),
    },
    serve,
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket as Parameters<typeof response.assignSocket>[0]);
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    socket.on('error', () => {});
    serve(request, response, { socket, head });
  });
  return server;
}

async function answer(
  { router, serverName, log }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
): Promise<void> {
  response.setHeader('Api-Version', apiVersion);
  response.setHeader('Ostype', 'linux');
  response.setHeader('Server', serverName);
  const [fullPath, queryText] = splitOnce(request.url ?? '/', '?');
  try {
    const { path, minor } = splitVersion(fullPath);
    const match = router.find(request.method ?? 'GET', path);
    if (!match) throw new EngineError('not-found', 'page not found');
    await match.route.handle(
      new Call({ request, response, minor, params: match.params, queryText, upgrade }),
    );
  } catch (error) {
    // What fails because the client went is nobody's defect.
    if (isDefect(error) && !response.destroyed) log(`${request.method} ${fullPath}: ${stackOf(error)}`);
    sendError(response, error);
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function sendError(response: ServerResponse, error: unknown): void {
  // After the head there is no way to say it: a cut connection is the only sign that is not mistaken for success.
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, message } = describeFailure(error);
  if (status === 304) {
    response.writeHead(status).end();
    return;
  }
  const body = Buffer.from(`${JSON.stringify({ message })}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
