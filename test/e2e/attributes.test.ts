import { expect, inject, test } from 'vitest';
import { waiting } from '../support/waiting.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');
/** Its containers have fewer capabilities by default: no AUDIT_WRITE, MKNOD, NET_RAW. */
const isPodman = home.engine === 'podman';

/** What one attribute does, seen from inside the container: the command's output. */
const seenInside: {
  attribute: string;
  yaml: string;
  command: string;
  shows: RegExp;
  more?: string;
  env?: Record<string, string>;
}[] = [
  {
    attribute: 'environment as a map',
    yaml: 'environment: { A: 1, B: "two words", C: }',
    command: 'env',
    shows: /A=1\n[\s\S]*B=two words/,
  },
  {
    attribute: 'environment as a list',
    yaml: 'environment: [A=1, FROM_SHELL]',
    command: 'env',
    shows: /FROM_SHELL=yes/,
    env: { FROM_SHELL: 'yes' },
  },
  { attribute: 'hostname', yaml: 'hostname: my-host', command: 'hostname', shows: /^my-host\n$/ },
  { attribute: 'working_dir', yaml: 'working_dir: /some/where', command: 'pwd', shows: /^\/some\/where\n$/ },
  { attribute: 'user', yaml: 'user: "1234:5678"', command: 'id -u; id -g', shows: /^1234\n5678\n$/ },
  { attribute: 'user by name', yaml: 'user: redis', command: 'id -un', shows: /^redis\n$/ },
  {
    attribute: 'read_only and tmpfs',
    yaml: 'read_only: true\ntmpfs: [/scratch:size=1m]',
    command: 'touch /x 2>&1; touch /scratch/x && echo scratch',
    shows: /Read-only file system\nscratch/,
  },
  {
    attribute: 'cap_drop',
    yaml: 'cap_drop: [ALL]',
    command: 'grep CapEff /proc/self/status',
    shows: /0000000000000000/,
  },
  {
    attribute: 'cap_add',
    yaml: 'cap_add: [NET_ADMIN]',
    command: 'ip link set lo mtu 9000 2>&1 || grep CapBnd /proc/self/status',
    shows: isPodman ? /^$|800415fb/ : /^$|a80435fb/,
  },
  {
    attribute: 'default capabilities',
    yaml: '',
    command: 'grep CapBnd /proc/self/status',
    shows: isPodman ? /00000000800405fb/ : /00000000a80425fb/,
  },
  {
    attribute: 'privileged',
    yaml: 'privileged: true',
    command: 'cat /proc/sys/kernel/printk > /proc/sys/kernel/printk && test -e /dev/kmsg && echo writable',
    shows: /writable/,
  },
  {
    attribute: 'ulimits',
    // Of open files the hard limit alone: runc before 1.1.13 sometimes gives it to an exec as the soft one too.
    yaml: 'ulimits: { nofile: 456, nproc: { soft: 1234, hard: 4567 } }',
    command: 'ulimit -n; ulimit -Sp; ulimit -Hp',
    shows: /^456\n1234\n4567\n$/,
  },
  {
    attribute: 'sysctls',
    yaml: 'sysctls: { net.core.somaxconn: 777 }',
    command: 'cat /proc/sys/net/core/somaxconn',
    shows: /^777\n$/,
  },
  { attribute: 'shm_size', yaml: 'shm_size: 8mb', command: 'df -k /dev/shm | tail -1', shows: /\b8192\b/ },
  {
    attribute: 'extra_hosts',
    yaml: 'extra_hosts: ["somewhere:10.1.2.3"]',
    command: 'getent hosts somewhere',
    shows: /10\.1\.2\.3/,
  },
  {
    attribute: 'init',
    yaml: '',
    command: 'cat /proc/1/cmdline | tr "\\0" " "',
    shows: /init|tini|catatonit/,
  },
  {
    attribute: 'mem_limit',
    yaml: 'mem_limit: 64m',
    command: 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null',
    shows: /67108864/,
  },
  {
    attribute: 'deploy.resources.limits',
    yaml: 'deploy: { resources: { limits: { memory: 32m } } }',
    command: 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null',
    shows: /33554432/,
  },
  {
    attribute: 'cpus',
    yaml: 'cpus: 0.5',
    command: 'cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null',
    shows: /^50000\b/,
  },
  {
    attribute: 'network_mode none',
    yaml: 'network_mode: none',
    command: 'ls /sys/class/net',
    shows: /^lo\n$/,
  },
  {
    attribute: 'a named volume, copied up from the image',
    yaml: 'volumes: ["usr:/usr/share"]',
    command: 'ls /usr/share | wc -l',
    shows: /^[1-9]\d*\n/,
    more: 'volumes: { usr: }',
  },
  {
    attribute: 'a long-form tmpfs volume',
    yaml: 'volumes: [{ type: tmpfs, target: /t, tmpfs: { size: 1048576 } }]',
    command: 'df -k /t | tail -1',
    shows: /tmpfs\s+1024\b/,
  },
  {
    attribute: 'a secret from the environment',
    yaml: 'secrets: [word]',
    command: 'cat /run/secrets/word',
    shows: /^hush$/,
    more: 'secrets: { word: { environment: WORD } }',
    env: { WORD: 'hush' },
  },
  {
    attribute: 'a config with content',
    yaml: 'configs: [{ source: conf, target: /etc/app.conf, mode: 0440 }]',
    command: 'cat /etc/app.conf; stat -c %a /etc/app.conf',
    shows: /^level = 3\n440\n$/,
    more: 'configs: { conf: { content: "level = 3\\n" } }',
  },
  {
    attribute: 'an anchor and an extension field',
    yaml: 'environment: *shared',
    command: 'env',
    shows: /ANCHORED=yes/,
    more: '',
  },
];

test.each(seenInside)('$attribute', async ({ yaml, command, shows, more, env }) => {
  const text = `x-shared: &shared { ANCHORED: "yes" }\n${waiting(yaml)}${more ?? ''}\n`;
  await using scenario = Scenario.create(home, 'attribute', { 'compose.yml': text });
  const options = env === undefined ? {} : { env };
  await scenario.succeeds(['up', '-d'], options);
  expect(await scenario.succeeds(['exec', '-T', 'app', 'sh', '-c', `${command}; true`], options)).toMatch(
    shows,
  );
});
