import type { RawData, WebSocket } from 'ws';
import * as z from 'zod/mini';
import {
  CLOSED_KEY_REFUSED,
  DASHBOARD_PROTOCOL,
  type ServerFrame,
  type WelcomeFrame,
} from '../../dashboard-api/index.ts';
import type { Engines } from '../engines/engines.ts';
import type { Session } from '../http/session.ts';
import type { Registry } from '../registry.ts';
import type { Settings } from '../settings.ts';
import { Connection } from './connection.ts';
import { helloFrame, pageFrame } from './page-frames.ts';

/** Milliseconds that a page has for its first message. */
const patience = 10_000;

/** Codes of our own for the end of a WebSocket (RFC 6455, section 7.4.2): the page reads them. */
const closeCodes = { badProtocol: 4409, badFrame: 4400 } as const;

export interface PageOptions {
  registry: Registry;
  settings: Settings;
  engines: Engines;
  session: Session;
}

/** Serves one page: its first message has to bring the key, nothing is answered before. */
export function servePage(socket: WebSocket, options: PageOptions): void {
  const timer = setTimeout(() => socket.close(CLOSED_KEY_REFUSED, 'no hello'), patience);
  let connection: Connection | undefined;
  const send = (frame: ServerFrame): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  socket.on('close', () => {
    clearTimeout(timer);
    connection?.[Symbol.dispose]();
  });
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : parse(data);
    if (connection !== undefined) return receive(socket, connection, frame);
    clearTimeout(timer);
    const hello = z.safeParse(helloFrame, frame);
    if (!hello.success || !options.session.isKey(hello.data.key))
      return socket.close(CLOSED_KEY_REFUSED, 'not the key of this session');
    send(welcome(options));
    // A page of another build reloads itself by that.
    if (hello.data.protocol !== DASHBOARD_PROTOCOL)
      return socket.close(closeCodes.badProtocol, 'another build');
    connection = new Connection({ ...options, send });
  });
}

function receive(socket: WebSocket, connection: Connection, data: unknown): void {
  const frame = z.safeParse(pageFrame, data);
  if (!frame.success) return socket.close(closeCodes.badFrame, 'not a frame');
  try {
    connection.receive(frame.data);
  } catch (error) {
    socket.close(closeCodes.badFrame, error instanceof Error ? error.message.slice(0, 100) : 'not a frame');
  }
}

function parse(data: RawData): unknown {
  try {
    // Of a text the data are one buffer, as `binaryType` is the default.
    return JSON.parse((data as Buffer).toString('utf8'));
  } catch {
    return undefined;
  }
}

function welcome({ settings, engines }: PageOptions): WelcomeFrame {
  const { version, readOnly, project, cwd: folder } = settings;
  return {
    kind: 'welcome',
    protocol: DASHBOARD_PROTOCOL,
    version,
    readOnly,
    folder,
    engine: engines.chosen,
    ...(project === undefined ? {} : { project }),
  };
}
