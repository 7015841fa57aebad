/** Architectures as the kernel names them to a filter (`<linux/audit.h>`). */
const auditArchitectures: Record<string, number> = {
  SCMP_ARCH_X86_64: 0xc000003e,
  SCMP_ARCH_X86: 0x40000003,
  SCMP_ARCH_AARCH64: 0xc00000b7,
  SCMP_ARCH_ARM: 0x40000028,
};

/** From here on a system call has the same number on all architectures (asm-generic/unistd.h). */
const FIRST_COMMON_NUMBER = 424;
/** Numbers of the ABI x32 carry this bit. */
const X32_BIT = 0x40000000;
const ENOSYS = 38;
const SECCOMP_RET_ERRNO = 0x00050000;

const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_GREATER = 0x25;
const JUMP_IF_GREATER_OR_EQUAL = 0x35;
const RETURN = 0x06;
/** Offsets in `struct seccomp_data`. */
const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;

/** `struct sock_filter` (bpf(2), classic). */
function instruction(code: number, value: number, jumpTrue = 0, jumpFalse = 0): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeUInt16LE(code, 0);
  buffer.writeUInt8(jumpTrue, 2);
  buffer.writeUInt8(jumpFalse, 3);
  buffer.writeUInt32LE(value, 4);
  return buffer;
}

/**
 * Instructions to go before a filter that refuses what it does not know: calls newer than all that it knows get ENOSYS, "not there", at
 * which C libraries fall back to older ones; at EPERM they give up. (runc does the same.)
 */
export function answerNewerCalls(architectures: string[], largestKnown: number): Buffer {
  if (largestKnown < FIRST_COMMON_NUMBER) return Buffer.alloc(0);
  return Buffer.concat(
    architectures.flatMap((name) => {
      const architecture = auditArchitectures[name];
      if (architecture === undefined) return [];
      return [
        instruction(LOAD_WORD, ARCHITECTURE_AT),
        instruction(JUMP_IF_EQUAL, architecture, 0, 4),
        instruction(LOAD_WORD, NUMBER_AT),
        instruction(JUMP_IF_GREATER_OR_EQUAL, X32_BIT, 2, 0),
        instruction(JUMP_IF_GREATER, largestKnown, 0, 1),
        instruction(RETURN, SECCOMP_RET_ERRNO + ENOSYS),
      ];
    }),
  );
}
