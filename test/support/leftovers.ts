import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the kernel and the process table hold of containers; two snapshots are compared. */
export interface HostState {
  mounts: string[];
  interfaces: string[];
  netns: string[];
  nft: string[];
  cgroups: string[];
  /** Command lines of processes whose root file system is one of the engine's. */
  processes: string[];
}

export function hostState(folders: { root: string; run: string }): HostState {
  const ours = (text: string) => text.includes(folders.root) || text.includes(folders.run);
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter(ours)
      .map((line) => line.split(' ')[4] ?? ''),
    interfaces: lines('ip', ['-o', 'link'])
      .map((line) => line.split(': ')[1]?.split('@')[0] ?? '')
      .sort(),
    netns: existsSync(join(folders.run, 'netns')) ? readdirSync(join(folders.run, 'netns')) : [],
    nft: nftLines(),
    cgroups: containerCgroups(),
    processes: readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && ours(rootMount(name)))
      .map(commandLine),
  };
}

const lines = (command: string, args: string[]) =>
  execFileSync(command, args, { encoding: 'utf8' }).split('\n').filter(Boolean);

const nftLines = () => lines('nft', ['list', 'ruleset']).filter((line) => !/counter|# handle/.test(line));

/** Cgroups below one named after us, in whichever hierarchy. */
function containerCgroups(): string[] {
  return lines('find', ['/sys/fs/cgroup', '-maxdepth', '4', '-type', 'd', '-path', '*tutti*']).filter(
    (path) => /[0-9a-f]{64}/.test(path),
  );
}

/** The line of mountinfo(5) for the root of a process. */
function rootMount(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
      .split('\n')
      .filter((line) => line.split(' ')[4] === '/')
      .join('\n');
  } catch {
    return '';
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
