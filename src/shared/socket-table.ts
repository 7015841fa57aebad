/** The kernel's tables of sockets, `/proc/net/{tcp,tcp6,udp,udp6}` (proc(5)). */

export interface TableSocket {
  port: number;
  /** Reachable only from its own network namespace: 127.0.0.0/8, ::1, or the former in IPv6's clothes. */
  isLoopback: boolean;
  isListening: boolean;
  inode: string;
}

const TCP_LISTEN = '0A';
/** A UDP socket that receives from anybody. */
const UDP_UNCONNECTED = '07';

/** The sockets of one or several tables after each other; lines that are none are left out. */
export function parseSocketTable(text: string, protocol: 'tcp' | 'udp'): TableSocket[] {
  const listening = protocol === 'tcp' ? TCP_LISTEN : UDP_UNCONNECTED;
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [, address, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(local) ?? [];
    if (address === undefined || port === undefined) return [];
    return [
      {
        port: Number.parseInt(port, 16),
        isLoopback: isLoopback(address.toUpperCase()),
        isListening: state === listening,
        inode,
      },
    ];
  });
}

/** Each group of 32 bits is printed as the machine's number, so on a little-endian one its last byte comes first. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return address.endsWith('7F');
  if (address.startsWith('0000000000000000FFFF0000')) return address.endsWith('7F');
  return address === '00000000000000000000000001000000';
}
