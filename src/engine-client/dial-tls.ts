import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import type { TlsFiles } from './contract.ts';
import { connected } from './dial.ts';

/** Opens a TLS connection with the client's certificate, and checks the server's. */
export async function dialTls(
  endpoint: { host: string; port: number; tls: TlsFiles },
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  signal?.throwIfAborted();
  const { skipVerify, ca, cert, key } = endpoint.tls;
  const options: ConnectionOptions & { allowHalfOpen: boolean } = {
    host: endpoint.host,
    port: endpoint.port,
    servername: /^[\d.]+$|:/.test(endpoint.host) ? '' : endpoint.host,
    rejectUnauthorized: !skipVerify,
    allowHalfOpen: true,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
  const socket = connect(options);
  try {
    await connected(socket, 'secureConnect', signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
