import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseSocketTable } from '../../../shared/index.ts';
import type { TransportProtocol } from '../firewall/elements.ts';

/** A process that has a port of the host. */
export interface PortHolder {
  pid: number;
  name: string;
}

/** The process that listens on a port of the host; `undefined` when it cannot be found (it went, or is not ours to see). */
export async function findPortHolder(
  protocol: TransportProtocol,
  port: number,
): Promise<PortHolder | undefined> {
  if (protocol === 'sctp') return undefined;
  const inodes = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const inode of listeningInodes(text, protocol, port)) inodes.add(inode);
  }
  if (inodes.size === 0) return undefined;
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await holdsSocket(entry, inodes)))
      return { pid: Number(entry), name: await commandName(entry) };
  }
  return undefined;
}

/** Inodes of the sockets on a port, from the text of `/proc/net/tcp` or a sibling (proc(5)). */
export function listeningInodes(table: string, protocol: 'tcp' | 'udp', port: number): string[] {
  return parseSocketTable(table, protocol)
    .filter((socket) => socket.isListening && socket.port === port)
    .map(({ inode }) => inode);
}

async function holdsSocket(pid: string, inodes: Set<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const descriptor of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode && inodes.has(inode)) return true;
  }
  return false;
}

/** The program's file: `comm` is the main thread's name, which runtimes such as Node set to something else. */
async function commandName(pid: string): Promise<string> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return basename(program.replace(/ \(deleted\)$/, '')) || 'unknown';
}
