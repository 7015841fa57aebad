import {
  appendRule,
  be16,
  bindSocket,
  closeDescriptor,
  deleteTable,
  matchField,
  matchProtocol,
  type NetlinkRequest,
  newChain,
  newTable,
  nftHook,
  translate,
} from '../../host/index.ts';
import { protocolNumber } from '../firewall/elements.ts';

const SERVER = Buffer.from([127, 0, 0, 11]);
const DNS_PORT = 53;
const TABLE = 'tutti-dns';
const DNAT_PRIORITY = -100;

export interface DnsSockets {
  udp: { fd: number; port: number };
  tcp: { fd: number; port: number };
}

/**
 * The embedded server's sockets, in the thread's current namespace. They are not on port 53, so that a program of the container may
 * listen there on all addresses; `redirectMessages` leads to them.
 */
export function openDnsSockets(): DnsSockets {
  const udp = bindSocket({ protocol: 'udp', address: SERVER, port: 0 });
  try {
    return { udp, tcp: bindSocket({ protocol: 'tcp', address: SERVER, port: 0 }) };
  } catch (error) {
    closeDescriptor(udp.fd);
    throw error;
  }
}

/**
 * Rules for the container's namespace: 127.0.0.11:53 means these sockets. `replace` those that a former server left; it is not done
 * for nothing, since the kernel waits some ten milliseconds for a table to be gone.
 */
export function redirectMessages(sockets: DnsSockets, replace: boolean): NetlinkRequest[] {
  const messages = [
    ...(replace ? [newTable('ip', TABLE), deleteTable('ip', TABLE)] : []),
    newTable('ip', TABLE),
    newChain('ip', TABLE, 'output', {
      type: 'nat',
      hook: nftHook.output,
      priority: DNAT_PRIORITY,
    }),
  ];
  for (const protocol of ['udp', 'tcp'] as const) {
    const { port } = sockets[protocol];
    messages.push(
      appendRule('ip', TABLE, 'output', [
        ...matchField('ipDestination', SERVER),
        ...matchProtocol(protocolNumber(protocol)),
        ...matchField('portDestination', be16(DNS_PORT)),
        ...translate('destination', SERVER, be16(port)),
      ]),
    );
  }
  return messages;
}
