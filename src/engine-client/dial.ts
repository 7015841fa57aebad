import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf, UserError } from '../shared/index.ts';
import { formatAddress } from './address.ts';
import type { EngineEndpoint } from './contract.ts';
import { tlsRefusal } from './tls-refusal.ts';

/** Opens a connection to an engine. Rare transports are loaded when they are used. */
export async function dial(endpoint: EngineEndpoint, signal: AbortSignal | undefined): Promise<Duplex> {
  if (endpoint.transport === 'unix') return open(endpoint, { path: endpoint.path }, signal);
  if (endpoint.transport === 'ssh') {
    const { dialSsh } = await import('./dial-ssh.ts');
    return dialSsh(endpoint, signal);
  }
  const { host, port, tls } = endpoint;
  if (tls === undefined) return open(endpoint, { host, port, noDelay: true }, signal);
  const { dialTls } = await import('./dial-tls.ts');
  return dialTls({ host, port, tls }, signal).catch((error: unknown) => {
    throw unreachable(endpoint, error);
  });
}

async function open(
  endpoint: EngineEndpoint,
  options: NetConnectOpts,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  signal?.throwIfAborted();
  const socket = connect({ ...options, allowHalfOpen: true });
  try {
    await connected(socket, 'connect', signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw signal?.aborted ? error : unreachable(endpoint, error);
  }
}

/** Resolves with the socket's event, rejects with its error or the signal's reason. */
export async function connected(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal | undefined,
): Promise<void> {
  const abort = (): void => void socket.destroy(new DOMException('This operation was aborted', 'AbortError'));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(event, resolve);
      socket.once('error', reject);
    });
  } finally {
    socket.removeAllListeners('error');
    signal?.removeEventListener('abort', abort);
  }
}

/** Errors of TLS have codes of OpenSSL's. */
function isOfNetwork(code: unknown): boolean {
  return typeof code === 'string' && /^(E[A-Z]+|EAI_\w+)$/.test(code) && !code.startsWith('ERR');
}

/** The system's error code below a `UserError('engine-unreachable')`. */
export function causeCode(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}

/** Docker's own sentence, for scripts and people know it. */
export function unreachable(endpoint: EngineEndpoint, cause: unknown): UserError {
  const address = formatAddress(endpoint);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES') {
    const isOurs = endpoint.transport === 'unix' && endpoint.embedded;
    const hint = isOurs
      ? 'The engine that comes with tutti is for root: run the command with sudo.'
      : 'Run as root, or as a member of the group that owns the socket.';
    return new UserError(
      'engine-permission-denied',
      `permission denied while trying to connect to the Docker daemon socket at ${address}`,
      { hint, cause },
    );
  }
  if (endpoint.transport === 'tcp' && endpoint.tls !== undefined && !isOfNetwork(code)) {
    return new UserError(
      'engine-unreachable',
      `Cannot connect to the Docker daemon at ${address}: ${tlsRefusal(code) ?? messageOf(cause)}`,
      {
        hint: 'Check the certificates: ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH, in the context, or as --tls… name them.',
        cause,
      },
    );
  }
  const why = code === 'ENOENT' || code === 'ECONNREFUSED' ? '' : `: ${messageOf(cause)}`;
  return new UserError(
    'engine-unreachable',
    `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?${why}`,
    {
      hint: 'Start that engine, or leave out DOCKER_HOST, --context and --engine to use the one that comes with tutti.',
      cause,
    },
  );
}
