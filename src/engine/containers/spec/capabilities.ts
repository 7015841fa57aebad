import { readFileSync } from 'node:fs';
import type { HostConfig } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';

/** In the kernel's order (`<linux/capability.h>`): the place is the number. */
const capabilities =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
    .split(' ')
    .map((name) => `CAP_${name}`);

const defaultCapabilities =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'
    .split(' ')
    .map((name) => `CAP_${name}`);

let own: Set<string> | undefined;

/** What this process may hand on. */
export function ownCapabilities(): Set<string> {
  if (own) return own;
  const mask = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const bits = BigInt(`0x${mask}`);
  own = new Set(capabilities.filter((_, index) => (bits >> BigInt(index)) & 1n));
  return own;
}

/** Capabilities of a container's processes: Docker's defaults with `CapAdd` and `CapDrop`, as far as this host has them. */
export function containerCapabilities(hostConfig: HostConfig): string[] {
  if (hostConfig.Privileged) return [...ownCapabilities()];
  const add = (hostConfig.CapAdd ?? []).map(normalize);
  const drop = (hostConfig.CapDrop ?? []).map(normalize);
  const start = drop.includes('ALL') ? [] : add.includes('ALL') ? capabilities : defaultCapabilities;
  const wanted = new Set([...start, ...add]);
  for (const name of drop) wanted.delete(name);
  return capabilities.filter((name) => wanted.has(name) && ownCapabilities().has(name));
}

function normalize(name: string): string {
  const upper = name.toUpperCase();
  if (upper === 'ALL' || upper === 'CAP_ALL') return 'ALL';
  const full = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  if (!capabilities.includes(full))
    throw new EngineError('invalid', `invalid capability: unknown capability: "${full}"`);
  return full;
}
