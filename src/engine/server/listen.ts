import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { EngineError } from '../../shared/index.ts';

/** Bytes that the kernel takes for a unix socket's path (unix(7), `sun_path`). */
const MAX_SOCKET_PATH = 107;

/**
 * Listens on a unix socket that only its owner may use. What lies there already is a dead engine's: the caller holds the
 * folder's lock.
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    throw new EngineError(
      'invalid',
      `the path of a socket may have at most ${MAX_SOCKET_PATH} bytes: ${path}; set TUTTI_RUN to a shorter one`,
    );
  }
  rmSync(path, { force: true });
  const umask = process.umask(0o177);
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
    // The kernel makes the socket within this call, so the mask is the socket's alone.
    server.listen({ path, backlog: 511 });
  }).then(() => chmodSync(path, 0o600));
  process.umask(umask);
  await listening;
}
