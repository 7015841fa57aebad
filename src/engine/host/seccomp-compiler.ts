import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';
import { answerNewerCalls } from './seccomp-newer-calls.ts';

/** A seccomp profile as the OCI runtime specification has it (config-linux.md, "Seccomp"). */
export interface SeccompProfile {
  defaultAction: string;
  defaultErrnoRet?: number;
  architectures?: string[];
  flags?: string[];
  syscalls?: {
    names: string[];
    action: string;
    errnoRet?: number;
    args?: { index: number; value: number; valueTwo?: number; op: string }[];
  }[];
}

type Call = (...args: (number | bigint | string | Buffer | null)[]) => number | bigint;

interface Library {
  init: Call;
  release: Call;
  addArchitecture: Call;
  architecture: Call;
  resolve: Call;
  addRule: Call;
  setAttribute: Call;
  exportFilter: Call;
}

const architectureNames: Record<string, string> = {
  SCMP_ARCH_X86_64: 'x86_64',
  SCMP_ARCH_X86: 'x86',
  SCMP_ARCH_X32: 'x32',
  SCMP_ARCH_AARCH64: 'aarch64',
  SCMP_ARCH_ARM: 'arm',
};

const comparisons: Record<string, number> = {
  SCMP_CMP_NE: 1,
  SCMP_CMP_LT: 2,
  SCMP_CMP_LE: 3,
  SCMP_CMP_EQ: 4,
  SCMP_CMP_GE: 5,
  SCMP_CMP_GT: 6,
  SCMP_CMP_MASKED_EQ: 7,
};

const SCMP_FLTATR_CTL_OPTIMIZE = 8;
const UNKNOWN_SYSCALL = -1;
/** `struct scmp_arg_cmp` of 64 bits: index, operator, two values. */
const COMPARISON_BYTES = 24;

let library: Library | undefined | null;

function loadLibrary(): Library | undefined {
  if (library !== undefined) return library ?? undefined;
  try {
    const seccomp = koffi.load('libseccomp.so.2');
    library = {
      init: seccomp.func('void *seccomp_init(uint32_t action)'),
      release: seccomp.func('void seccomp_release(void *filter)'),
      addArchitecture: seccomp.func('int seccomp_arch_add(void *filter, uint32_t architecture)'),
      architecture: seccomp.func('uint32_t seccomp_arch_resolve_name(const char *name)'),
      resolve: seccomp.func('int seccomp_syscall_resolve_name(const char *name)'),
      addRule: seccomp.func(
        'int seccomp_rule_add_array(void *filter, uint32_t action, int syscall, unsigned int count, const void *comparisons)',
      ),
      setAttribute: seccomp.func('int seccomp_attr_set(void *filter, int attribute, uint32_t value)'),
      exportFilter: seccomp.func('int seccomp_export_bpf(void *filter, int fd)'),
    };
  } catch {
    library = null;
  }
  return library ?? undefined;
}

/**
 * Compiles a profile to the kernel's filter program, so that not every start of a container has to. Undefined when the machine has no
 * libseccomp, or the profile asks for more than we translate: then the OCI runtime does it.
 */
export function compileSeccomp(profile: SeccompProfile): Buffer | undefined {
  const seccomp = loadLibrary();
  const defaultAction = actionOf(profile.defaultAction, profile.defaultErrnoRet);
  if (!seccomp || defaultAction === undefined || profile.flags?.length) return undefined;
  const filter = seccomp.init(defaultAction) as bigint;
  try {
    const isComplete = fillFilter(seccomp, filter, profile, defaultAction);
    if (!isComplete) return undefined;
    const program = exportFilter(seccomp, filter);
    if (profile.defaultAction !== 'SCMP_ACT_ERRNO') return program;
    const newer = answerNewerCalls(profile.architectures ?? [], largestKnown(seccomp, profile));
    return Buffer.concat([newer, program]);
  } finally {
    seccomp.release(filter);
  }
}

function fillFilter(
  seccomp: Library,
  filter: bigint,
  profile: SeccompProfile,
  defaultAction: number,
): boolean {
  for (const name of profile.architectures ?? []) {
    const known = architectureNames[name];
    if (!known) return false;
    // The native one is there already (EEXIST).
    seccomp.addArchitecture(filter, Number(seccomp.architecture(known)));
  }
  seccomp.setAttribute(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  for (const rule of profile.syscalls ?? []) {
    const action = actionOf(rule.action, rule.errnoRet);
    if (action === undefined) return false;
    if (action === defaultAction) continue;
    const comparison = Buffer.concat((rule.args ?? []).map(encodeComparison));
    for (const name of rule.names) {
      const number = Number(seccomp.resolve(name));
      if (number === UNKNOWN_SYSCALL) continue;
      if (Number(seccomp.addRule(filter, action, number, rule.args?.length ?? 0, comparison)) < 0)
        return false;
    }
  }
  return true;
}

/** Highest number among the calls that the profile names and the library knows. */
function largestKnown(seccomp: Library, profile: SeccompProfile): number {
  const names = (profile.syscalls ?? []).flatMap((rule) => rule.names);
  return Math.max(...names.map((name) => Number(seccomp.resolve(name))));
}

function actionOf(action: string, errno = 1): number | undefined {
  if (action === 'SCMP_ACT_ALLOW') return 0x7fff0000;
  if (action === 'SCMP_ACT_ERRNO') return 0x00050000 + errno;
  if (action === 'SCMP_ACT_KILL' || action === 'SCMP_ACT_KILL_THREAD') return 0;
  if (action === 'SCMP_ACT_KILL_PROCESS') return 0x80000000;
  if (action === 'SCMP_ACT_LOG') return 0x7ffc0000;
  if (action === 'SCMP_ACT_TRAP') return 0x00030000;
  return undefined;
}

function encodeComparison(arg: { index: number; value: number; valueTwo?: number; op: string }): Buffer {
  const buffer = Buffer.alloc(COMPARISON_BYTES);
  buffer.writeUInt32LE(arg.index, 0);
  buffer.writeUInt32LE(comparisons[arg.op] ?? 0, 4);
  buffer.writeBigUInt64LE(BigInt(arg.value), 8);
  buffer.writeBigUInt64LE(BigInt(arg.valueTwo ?? 0), 16);
  return buffer;
}

/** The library writes to a descriptor only. */
function exportFilter(seccomp: Library, filter: bigint): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-seccomp-'));
  try {
    const path = join(folder, 'filter');
    const fd = openSync(path, 'wx', 0o600);
    const failure = Number(seccomp.exportFilter(filter, fd));
    closeSync(fd);
    if (failure < 0) throw new Error(`seccomp_export_bpf failed (${failure})`);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
