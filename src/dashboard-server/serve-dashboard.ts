import type { WebSocket } from 'ws';
import {
  DOWNLOAD_PATH,
  LOG_DOWNLOAD_PATH,
  SHELL_PATH,
  SOCKET_PATH,
  UPLOAD_PATH,
} from '../dashboard-api/index.ts';
import { Engines } from './engines/engines.ts';
import { fileDownload, fileUpload } from './files/index.ts';
import { loadBundle } from './http/bundle.ts';
import { listen } from './http/listen.ts';
import { requestListener } from './http/routes.ts';
import { Session } from './http/session.ts';
import { upgrades } from './http/upgrades.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { logDownload } from './logs/index.ts';
import type { Settings } from './settings.ts';
import { serveShell } from './shell/serve-shell.ts';
import { servePage } from './socket/serve-page.ts';
import { registry } from './subjects.ts';

export interface DashboardOptions extends Settings {
  /** As in `listen`. */
  port: number | undefined;
  /** Where the built page is, when not where the package has it. */
  bundle?: string;
}

/** A dashboard that runs. Disposing of it ends it; what it showed runs on. */
export interface Dashboard extends AsyncDisposable {
  port: number;
  /** A new address with a one-time code, good for a minute; the one before stops working. `used`: or too old. */
  address(): { url: string; used: Promise<void> };
}

/**
 * Serves the dashboard on the loopback addresses.
 * @throws UserError `port-in-use`, `dashboard-missing`
 */
export async function serveDashboard(options: DashboardOptions): Promise<Dashboard> {
  void keepHeapSmall();
  const session = new Session();
  const bundle = loadBundle(options.bundle);
  const engines = await Engines.open(options);
  const page = { registry, settings: options, engines, session };
  let own = 0;
  const port = (): number => own;
  const routes = new Map<string, (socket: WebSocket) => void>([
    [SOCKET_PATH, (socket) => servePage(socket, page)],
  ]);
  if (!options.readOnly) routes.set(SHELL_PATH, (socket) => serveShell(socket, { engines, session }));
  const sockets = upgrades(routes, port);
  const { readOnly } = options;
  const posts = new Map([
    [LOG_DOWNLOAD_PATH, logDownload(engines)],
    [DOWNLOAD_PATH, fileDownload({ engines, readOnly })],
    ...(readOnly ? [] : [[UPLOAD_PATH, fileUpload({ engines, readOnly })] as const]),
  ]);
  const onRequest = requestListener({ bundle, session, port, posts });
  const listening = await listen(options.port, onRequest, sockets.listener);
  own = listening.port;
  return {
    port: own,
    address: () => {
      const { text, over } = session.issueCode();
      return { url: `http://localhost:${own}/#t=${text}`, used: over };
    },
    async [Symbol.asyncDispose]() {
      sockets.close();
      await Promise.all([listening.close(), engines[Symbol.asyncDispose]()]);
    },
  };
}
