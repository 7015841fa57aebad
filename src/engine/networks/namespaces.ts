import { closeSync, existsSync, openSync } from 'node:fs';
import {
  closeDescriptor,
  createNetworkNamespaces,
  insideNetworkNamespace,
  NetlinkSocket,
  netlinkProtocol,
  removeNetworkNamespace,
  sendNftBatch,
  setLinkUp,
  writeSysctl,
} from '../host/index.ts';
import { type DnsSockets, openDnsSockets, redirectMessages } from './dns/redirect.ts';

/** In every namespace the first interface is its loopback. */
const LOOPBACK_INDEX = 1;

/** A container's namespace while it is being worked on. */
export interface OpenNamespace {
  path: string;
  fd: number;
  route: NetlinkSocket;
  dns: DnsSockets | undefined;
}

interface NamespacePlace {
  path: string;
  /** Whether an embedded name server will live in it. */
  hasDns: boolean;
}

export interface NewNamespace extends NamespacePlace {
  /** Parameters to be set in it, `net.ipv4.…`, that need no interface but its loopback. */
  sysctls: Record<string, string>;
}

/** As Docker has it: every user may open low ports and ping. */
const openToAllUsers: readonly (readonly [name: string, value: string])[] = (
  [
    ['net/ipv4/ip_unprivileged_port_start', '0'],
    ['net/ipv4/ping_group_range', '0 2147483647'],
  ] as const
).filter(([name]) => existsSync(`/proc/sys/${name}`));

/** Makes namespaces with a loopback that is up; for each the result or the error. */
export function createNamespaces(wanted: NewNamespace[]): (OpenNamespace | Error)[] {
  const opened: OpenNamespace[] = [];
  // What an engine left that died over it.
  for (const { path } of wanted) if (existsSync(path)) removeNetworkNamespace(path);
  const errors = createNetworkNamespaces(
    wanted.map(({ path }) => path),
    (index) => {
      const { path, hasDns, sysctls } = wanted[index] as NewNamespace;
      for (const [name, value] of [...openToAllUsers, ...Object.entries(sysctls)]) writeSysctl(name, value);
      const route = new NetlinkSocket(netlinkProtocol.route);
      try {
        route.request(setLinkUp(LOOPBACK_INDEX));
        const dns = hasDns ? openRedirectedDns(false) : undefined;
        opened[index] = { path, route, dns, fd: openSync(path, 'r') };
      } catch (error) {
        route.close();
        throw error;
      }
    },
  );
  return errors.map((error, index) => error ?? (opened[index] as OpenNamespace));
}

/** The sockets of an embedded name server and the rules that lead to them, in the thread's current namespace. */
function openRedirectedDns(replace: boolean): DnsSockets {
  const sockets = openDnsSockets();
  const filter = new NetlinkSocket(netlinkProtocol.netfilter);
  try {
    const error = sendNftBatch(filter, redirectMessages(sockets, replace)).find(Boolean);
    if (error) throw error;
    return sockets;
  } catch (error) {
    closeDnsSockets(sockets);
    throw error;
  } finally {
    filter.close();
  }
}

export function closeDnsSockets({ udp, tcp }: DnsSockets): void {
  closeDescriptor(udp.fd);
  closeDescriptor(tcp.fd);
}

/** A namespace that is there already; `hasDns` puts new sockets of a name server into it. Throws when it is gone. */
export function openNamespace({ path, hasDns }: NamespacePlace): OpenNamespace {
  const { route, dns } = insideNetworkNamespace(path, () => ({
    dns: hasDns ? openRedirectedDns(true) : undefined,
    route: new NetlinkSocket(netlinkProtocol.route),
  }));
  return { path, route, dns, fd: openSync(path, 'r') };
}

/** Ends the work on a namespace; it stays, and so do its name server's sockets. */
export function leaveNamespace(namespace: OpenNamespace): void {
  namespace.route.close();
  closeSync(namespace.fd);
}
