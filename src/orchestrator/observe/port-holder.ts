/** Who has a port of the machine that an engine runs on. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { parseSocketTable } from '../../shared/index.ts';
import { label } from '../labels.ts';
import { nameOf } from '../model/names.ts';
import type { ContainerQuery } from './containers.ts';

/** In words: `container app-web-1 of project app`; undefined when none that runs has it. */
export async function containerWithPort(
  { client, signal }: ContainerQuery,
  port: number,
): Promise<string | undefined> {
  // Engines do not agree on what their filter `publish` compares with.
  const containers = await client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    signal,
  });
  const holder = containers.find(({ Ports }) => Ports?.some(({ PublicPort }) => PublicPort === port));
  if (holder === undefined) return undefined;
  const project = holder.Labels[label.project];
  return `container ${nameOf(holder)}${project === undefined ? '' : ` of project ${project}`}`;
}

/** In words: `nginx (process 123)`. Only of this machine, and only what this user may see. */
export async function processWithPort({ client }: ContainerQuery, port: number): Promise<string | undefined> {
  if (client.endpoint.transport !== 'unix') return undefined;
  const inodes = new Set<string>();
  for (const protocol of ['tcp', 'udp'] as const) {
    for (const table of [protocol, `${protocol}6`]) {
      const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
      for (const socket of parseSocketTable(text, protocol))
        if (socket.isListening && socket.port === port) inodes.add(socket.inode);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (!(await hasSocket(pid, inodes))) continue;
    const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
    return `${basename(program.replace(/ \(deleted\)$/, '')) || 'a program'} (process ${pid})`;
  }
  return undefined;
}

async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
