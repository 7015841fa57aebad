/** Who may ask at all, before anything else is looked at. */
import type { IncomingMessage } from 'node:http';

/** Names under which a browser of this machine reaches us; with the port, nothing else is a `Host` of ours. */
const names = ['localhost', '127.0.0.1', '[::1]'];

export interface Refusal {
  status: 403 | 421;
  message: string;
}

/** `upgrade` and everything but GET and HEAD need an `Origin`, and it must be ours. */
export function refusalOf(request: IncomingMessage, port: number, upgrade: boolean): Refusal | undefined {
  const { host, origin } = request.headers;
  const own = names.map((name) => `${name}:${port}`);
  // Another name that leads here is a page of somebody else that had its name resolved anew (DNS rebinding).
  if (host === undefined || !own.includes(host)) {
    return {
      status: 421,
      message: `This is not ${host ?? 'a host without name'}. Open http://localhost:${port}/.`,
    };
  }
  const reads = !upgrade && (request.method === 'GET' || request.method === 'HEAD');
  if (origin === undefined ? reads : origin === `http://${host}`) return undefined;
  return { status: 403, message: 'Only pages of this server may ask for that.' };
}
