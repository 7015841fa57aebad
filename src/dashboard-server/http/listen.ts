import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { UserError } from '../../shared/index.ts';

/** The loopback addresses: nothing but this machine reaches them. */
const addresses = ['127.0.0.1', '::1'];

/** The port of whoever asks for none: browsers keep theme and saved searches for one address. Below those that systems give away by themselves. */
const USUAL_PORT = 7884;

const LAST_PORT = 65_535;

/** How often a port of chance may turn out to be taken on the second address. */
const attempts = 20;

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens on both loopback addresses under the same port; on IPv4 alone where the machine has no IPv6. 0 for a port of chance,
 * undefined for the usual one, or one of chance where that is taken.
 * @throws UserError `port-in-use`, `invalid-port`
 */
export async function listen(
  wanted: number | undefined,
  onRequest: RequestListener,
  onUpgrade: UpgradeListener,
): Promise<Listening> {
  if (wanted !== undefined && (wanted < 0 || wanted > LAST_PORT))
    throw new UserError('invalid-port', `there is no port ${wanted}`, {
      hint: `Ports are numbers from 1 to ${LAST_PORT}; 0 is any that is free.`,
    });
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      let port = attempt === 1 ? (wanted ?? USUAL_PORT) : (wanted ?? 0);
      for (const address of addresses) {
        const server = createServer(onRequest).on('upgrade', onUpgrade);
        if (!(await bind(server, address, port))) continue;
        servers.push(server);
        port = portOf(server);
      }
      return { port, close: () => closeAll(servers) };
    } catch (error) {
      await closeAll(servers);
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if ((wanted ?? 0) !== 0 || attempt === attempts)
        throw new UserError('port-in-use', `port ${wanted} is in use already`, {
          hint: 'Give another one with --port, or leave it out.',
          cause: error,
        });
    }
  }
}

/** False where the machine has no such address. */
async function bind(server: Server, address: string, port: number): Promise<boolean> {
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (address === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) return false;
    throw error;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }),
  );
}
