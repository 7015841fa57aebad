import { UserError } from '../shared/index.ts';
import type { EngineEndpoint, TlsFiles } from './contract.ts';

/** Reads an address as in `DOCKER_HOST`: `unix://`, `tcp://`, `http://`, `https://`, `ssh://`, or an absolute path. */
export function parseAddress(address: string, tls?: TlsFiles): EngineEndpoint {
  if (address.startsWith('/')) return { transport: 'unix', path: address, embedded: false };
  const separator = address.indexOf('://');
  const scheme = separator < 0 ? 'tcp' : address.slice(0, separator);
  const rest = separator < 0 ? address : address.slice(separator + 3);
  switch (scheme) {
    case 'unix':
      if (rest === '') throw badAddress(address);
      return { transport: 'unix', path: rest, embedded: false };
    case 'tcp':
    case 'http':
      return parseTcp(address, rest, tls);
    case 'https':
      return parseTcp(address, rest, tls ?? { skipVerify: false });
    case 'ssh':
      return parseSsh(address, rest);
    default:
      throw badAddress(address);
  }
}

function parseTcp(address: string, rest: string, tls: TlsFiles | undefined): EngineEndpoint {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s]+))?(?::(\d{1,5}))?\/?$/.exec(rest);
  if (match === null) throw badAddress(address);
  const host = match[1] ?? match[2] ?? '127.0.0.1';
  const port = Number(match[3] ?? (tls === undefined ? 2375 : 2376));
  return { transport: 'tcp', host, port, ...(tls === undefined ? {} : { tls }) };
}

function parseSsh(address: string, rest: string): EngineEndpoint {
  const match = /^(?:([^@/\s]+)@)?([^:/@\s]+)(?::(\d{1,5}))?(\/.*)?$/.exec(rest);
  const [, user, host, port, socketPath] = match ?? [];
  // A host or user that looks like an option would be one to ssh.
  if (host === undefined || host.startsWith('-') || user?.startsWith('-')) throw badAddress(address);
  return {
    transport: 'ssh',
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(socketPath === undefined || socketPath === '/' ? {} : { socketPath }),
  };
}

/** The address of an endpoint, as one would write it in `DOCKER_HOST`. */
export function formatAddress(endpoint: EngineEndpoint): string {
  if (endpoint.transport === 'unix') return `unix://${endpoint.path}`;
  if (endpoint.transport === 'tcp') {
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
    return `tcp://${host}:${endpoint.port}`;
  }
  const user = endpoint.user === undefined ? '' : `${endpoint.user}@`;
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
  return `ssh://${user}${endpoint.host}${port}${endpoint.socketPath ?? ''}`;
}

function badAddress(address: string): UserError {
  return new UserError('bad-engine-address', `unable to parse docker host \`${address}\``, {
    hint: 'Write unix:///path/to/socket, tcp://host:port or ssh://user@host.',
  });
}
