import { readFileSync } from 'node:fs';
import { arch } from 'node:process';
import { EngineError, messageOf } from '../../../shared/index.ts';
import type { SeccompProfile } from '../../host/index.ts';

/**
 * What a process without special rights may ask of the kernel: the calls that Docker's default profile allows
 * (https://docs.docker.com/engine/security/seccomp/), by subject. Names that a machine does not have are left out.
 */
const allowed: Record<string, string> = {
  files:
    'access chdir chmod chown chown32 close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fadvise64_64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync flock fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futimesat getcwd getdents getdents64 ioctl lchown lchown32 link linkat _llseek lseek lstat lstat64 mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv rename renameat renameat2 rmdir sendfile sendfile64 splice stat stat64 statfs statfs64 statx symlink symlinkat sync sync_file_range syncfs tee truncate truncate64 umask unlink unlinkat utime utimensat utimensat_time64 utimes vmsplice write writev listmount statmount',
  attributes:
    'fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat',
  watching: 'fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch cachestat',
  waiting:
    'epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 poll ppoll ppoll_time64 pselect6 pselect6_time64 select _newselect signalfd signalfd4',
  asynchronous: 'io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit',
  memory:
    'brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_mrelease remap_file_pages',
  processes:
    'execve execveat exit exit_group fork vfork getpgid getpgrp getpid getppid getsid gettid kill pause pidfd_open pidfd_send_signal prctl restart_syscall rseq set_robust_list get_robust_list set_thread_area get_thread_area set_tid_address setpgid setsid tgkill tkill uretprobe wait4 waitid waitpid seccomp landlock_add_rule landlock_create_ruleset landlock_restrict_self',
  users:
    'capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getresgid getresgid32 getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid setreuid32 setuid setuid32',
  signals:
    'rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack sigprocmask sigreturn',
  scheduling:
    'getcpu getpriority ioprio_get ioprio_set sched_getaffinity sched_getattr sched_getparam sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield setpriority',
  limits: 'getrlimit getrusage prlimit64 setrlimit ugetrlimit sysinfo times uname getrandom riscv_hwprobe',
  time: 'adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep setitimer time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64',
  locks: 'futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake',
  sockets:
    'accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair pipe pipe2',
  exchange:
    'ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget',
  tracing: 'process_vm_readv process_vm_writev ptrace',
};

/** What a capability allows besides. */
const allowedWith: Record<string, string> = {
  CAP_DAC_READ_SEARCH: 'open_by_handle_at',
  CAP_SYS_ADMIN:
    'bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare',
  CAP_SYS_BOOT: 'reboot',
  CAP_SYS_CHROOT: 'chroot',
  CAP_SYS_MODULE: 'delete_module init_module finit_module',
  CAP_SYS_PACCT: 'acct',
  CAP_SYS_PTRACE: 'kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace',
  CAP_SYS_RAWIO: 'iopl ioperm',
  CAP_SYS_TIME: 'settimeofday stime clock_settime clock_settime64',
  CAP_SYS_TTY_CONFIG: 'vhangup',
  CAP_SYS_NICE: 'get_mempolicy mbind set_mempolicy set_mempolicy_home_node',
  CAP_SYSLOG: 'syslog',
  CAP_BPF: 'bpf',
  CAP_PERFMON: 'perf_event_open',
};

const architectures: Record<string, { names: string[]; calls: string }> = {
  x64: { names: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'], calls: 'arch_prctl modify_ldt' },
  arm64: {
    names: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
    calls: 'arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls',
  },
  riscv64: { names: ['SCMP_ARCH_RISCV64'], calls: 'riscv_flush_icache' },
};

const EPERM = 1;
const ENOSYS = 38;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACES = 0x7e020000;
const AF_ALG = 38;
const AF_VSOCK = 40;
/** Linux and its variants with other word sizes and address layouts; and the question which one is set. */
const personalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

type Rule = NonNullable<SeccompProfile['syscalls']>[number];

function allow(names: string[], args?: Rule['args']): Rule {
  return { names, action: 'SCMP_ACT_ALLOW', ...(args ? { args } : {}) };
}

/** Docker's default profile for a process with these capabilities. */
export function defaultSeccompProfile(capabilities: string[]): SeccompProfile {
  const machine = architectures[arch];
  const names = [
    ...Object.values(allowed),
    machine?.calls ?? '',
    ...capabilities.map((capability) => allowedWith[capability] ?? ''),
  ].flatMap((text) => text.split(' ').filter(Boolean));
  const isAdmin = capabilities.includes('CAP_SYS_ADMIN');
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    ...(machine ? { architectures: machine.names } : {}),
    syscalls: [
      allow([...new Set(names)]),
      allow(['socket'], [{ index: 0, value: AF_ALG, op: 'SCMP_CMP_LT' }]),
      allow(['socket'], [{ index: 0, value: AF_ALG + 1, op: 'SCMP_CMP_EQ' }]),
      allow(['socket'], [{ index: 0, value: AF_VSOCK, op: 'SCMP_CMP_GT' }]),
      ...personalities.map((value) => allow(['personality'], [{ index: 0, value, op: 'SCMP_CMP_EQ' }])),
      ...(isAdmin ? [] : withoutNamespaces),
    ],
  };
}

const withoutNamespaces: Rule[] = [
  allow(['clone'], [{ index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]),
  // "Not there" makes C libraries use clone, whose flags a filter can see.
  { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
];

interface DockerProfile extends SeccompProfile {
  archMap?: { architecture: string; subArchitectures: string[] | null }[];
  syscalls?: (Rule & {
    name?: string;
    includes?: { caps?: string[]; arches?: string[] };
    excludes?: { caps?: string[]; arches?: string[] };
  })[];
}

/** A profile as `security_opt: seccomp=` gives it: JSON text (clients send the file's content) or a path. */
export function customSeccompProfile(text: string, capabilities: string[]): SeccompProfile {
  const profile = parseProfile(text);
  const holds = (filter: { caps?: string[]; arches?: string[] } | undefined, isForAll: boolean): boolean => {
    const caps = filter?.caps?.map((name) => capabilities.includes(name)) ?? [];
    const arches = filter?.arches?.map((name) => name === (arch === 'x64' ? 'amd64' : arch)) ?? [];
    const tests = [
      ...(caps.length ? [isForAll ? caps.every(Boolean) : caps.some(Boolean)] : []),
      ...(arches.length ? [arches.some(Boolean)] : []),
    ];
    return isForAll ? tests.every(Boolean) : tests.some(Boolean);
  };
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet === undefined ? {} : { defaultErrnoRet: profile.defaultErrnoRet }),
    ...(profile.flags?.length ? { flags: profile.flags } : {}),
    architectures: profile.architectures ?? architectures[arch]?.names ?? [],
    syscalls: (profile.syscalls ?? [])
      .filter((rule) => holds(rule.includes, true) && !holds(rule.excludes, false))
      .map(({ names, name, action, errnoRet, args }) => ({
        names: names ?? (name === undefined ? [] : [name]),
        action,
        ...(errnoRet === undefined ? {} : { errnoRet }),
        ...(args?.length ? { args } : {}),
      })),
  };
}

function parseProfile(text: string): DockerProfile {
  try {
    return JSON.parse(text.trimStart().startsWith('{') ? text : readFileSync(text, 'utf8')) as DockerProfile;
  } catch (error) {
    throw new EngineError('invalid', `opening seccomp profile failed: ${messageOf(error)}`);
  }
}
