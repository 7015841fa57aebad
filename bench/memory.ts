import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineHome } from '../test/support/world.ts';

export interface Memory {
  name: string;
  /** Megabytes; PSS counts pages that several processes share in equal parts. */
  rss: number;
  pss: number;
}

/** What the engine and its keeper hold: the processes that listen on their sockets. */
export function engineMemory(home: EngineHome): Memory[] {
  // The keeper is there only while something runs.
  const sockets = ['engine', 'keeper'].filter((name) => existsSync(join(home.run, `${name}.sock`)));
  return sockets.map((name) => {
    const pid = listenerOf(join(home.run, `${name}.sock`));
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return { name, rss: field(rollup, 'Rss'), pss: field(rollup, 'Pss') };
  });
}

export function describeMemory(parts: Memory[]): string {
  const total = { rss: 0, pss: 0 };
  for (const { rss, pss } of parts) {
    total.rss += rss;
    total.pss += pss;
  }
  const figures = ({ rss, pss }: { rss: number; pss: number }) =>
    `RSS ${rss.toFixed(0)} MB, PSS ${pss.toFixed(0)} MB`;
  return `${figures(total)} (${parts.map((part) => `${part.name}: ${figures(part)}`).join('; ')})`;
}

/** By the socket's inode: the keeper's command line and environment do not say whose it is. */
function listenerOf(path: string): string {
  const lines = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.split(/ +/));
  // proc_net_unix: … state (01: listening), inode, path.
  const inode = lines.find((fields) => fields[7] === path && fields[5] === '01')?.[6];
  const found = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && hasSocket(pid, inode));
  if (found === undefined) throw new Error(`nobody listens on ${path}`);
  return found;
}

function hasSocket(pid: string, inode: string | undefined): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => readlinkSync(join(folder, fd)) === `socket:[${inode}]`);
  } catch {
    // Gone meanwhile.
    return false;
  }
}

const field = (rollup: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
