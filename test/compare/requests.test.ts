/**
 * What tutti asks of an engine for a project is what Docker Compose asks: both create the same project through a proxy that keeps
 * the requests.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../support/command.ts';
import { neededCompose } from '../support/docker-compose.ts';
import { type RecordedRequest, type RecordingProxy, recordRequests } from '../support/recording-proxy.ts';

const [compose = '', ...composeArgs] = neededCompose();
const engineSocket = (process.env['DOCKER_HOST'] ?? '').replace('unix://', '');
const main = join(import.meta.dirname, '../../src/main.ts');

/** Name of the case → compose file. */
const files: Record<string, string> = {
  plain: `
services:
  web: { image: busybox, command: sleep 1 }
`,
  process: `
services:
  web:
    image: busybox
    command: [sh, -c, "echo $$A"]
    entrypoint: []
    environment: { A: 1, EMPTY: "", B: "x=y" }
    working_dir: /w
    user: "1000:1000"
    hostname: h
    domainname: d.example
    tty: true
    stdin_open: true
    stop_signal: SIGINT
    stop_grace_period: 1m30s
    init: true
    labels: { a: b, "com.example/x": "1" }
    annotations: { n: "1" }
    healthcheck:
      { test: curl -f localhost, interval: 10s, timeout: 1s, retries: 4, start_period: 5s, start_interval: 1s }
  off:
    image: busybox
    healthcheck: { disable: true }
    restart: on-failure:3
  deployed:
    image: busybox
    deploy:
      replicas: 2
      restart_policy: { condition: on-failure, max_attempts: 5 }
`,
  limits: `
services:
  web:
    image: busybox
    mem_limit: 64m
    memswap_limit: 128m
    mem_reservation: 32m
    mem_swappiness: 10
    cpus: 1.5
    cpu_shares: 512
    cpuset: "0"
    pids_limit: 50
    shm_size: 32m
    oom_score_adj: 100
    oom_kill_disable: false
    ulimits: { nofile: { soft: 100, hard: 200 }, nproc: 50 }
    sysctls: { net.core.somaxconn: 1024 }
    cgroup: private
    cgroup_parent: /orchtest
    device_cgroup_rules: ["c 1:3 mr"]
    devices: ["/dev/null:/dev/mynull:rw"]
    blkio_config: { weight: 300 }
  deployed:
    image: busybox
    deploy:
      resources:
        limits: { cpus: "0.5", memory: 50M, pids: 10 }
        reservations: { memory: 20M }
  quota:
    image: busybox
    cpu_period: 100000
    cpu_quota: 50000
  devices:
    image: busybox
    cpus: 0.1
    blkio_config:
      weight_device: [{ path: /dev/null, weight: 300 }]
      device_read_bps: [{ path: /dev/null, rate: 12mb }]
      device_read_iops: [{ path: /dev/null, rate: 120 }]
      device_write_bps: [{ path: /dev/null, rate: 1024k }]
      device_write_iops: [{ path: /dev/null, rate: 30 }]
  beyond-2-to-53:
    image: busybox
    mem_limit: 9007199254740993
    memswap_limit: 9007199254740995
    mem_reservation: 9007199254740991
    shm_size: 9007199254740993
    pids_limit: 9007199254740993
    cpu_shares: 9007199254740993
    ulimits: { memlock: { soft: 9007199254740993, hard: 9223372036854775807 }, nproc: 9007199254740993 }
    sysctls: { kernel.shmmax: 18446744073692774399 }
    tmpfs: ["/t:size=9007199254740993"]
    volumes: [{ type: tmpfs, target: /i, tmpfs: { size: 9007199254740993 } }]
    blkio_config: { device_read_bps: [{ path: /dev/null, rate: 9007199254740993 }] }
    healthcheck: { test: "true", interval: 2562000h1ns, retries: 9007199254740993 }
`,
  security: `
services:
  web:
    image: busybox
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
    privileged: true
    read_only: true
    tmpfs: [/run, "/tmp:size=1m,mode=1777"]
    security_opt: ["no-new-privileges:true", "seccomp:unconfined"]
    group_add: ["10", "20"]
    userns_mode: host
    ipc: shareable
    pid: host
    uts: host
    dns: [1.1.1.1]
    dns_search: [example.org]
    dns_opt: [ndots:2]
    extra_hosts: ["a:10.0.0.1", "b=fe80::1"]
    logging: { driver: json-file, options: { max-size: 1m } }
    storage_opt: {}
    runtime: runc
`,
  storage: `
services:
  web:
    image: busybox
    volumes:
      - ./folder:/a
      - ./folder:/b:ro
      - named:/c
      - named:/d:ro
      - /anonymous
      - { type: bind, source: ./folder, target: /e, bind: { propagation: rslave } }
      - { type: bind, source: ./folder, target: /f, bind: { create_host_path: false } }
      - { type: bind, source: ./folder, target: /g }
      - { type: volume, source: named, target: /h, volume: { nocopy: true } }
      - { type: tmpfs, target: /i, tmpfs: { size: 1048576, mode: 0o755 } }
      - { type: volume, source: labelled, target: /j, volume: { labels: { a: b } } }
      - outside:/k
    secrets: [plain, { source: plain, target: other }, { source: plain, target: /abs }]
    configs: [conf, { source: conf, target: /etc/conf }]
secrets: { plain: { file: ./secret.txt } }
configs: { conf: { file: ./secret.txt } }
volumes:
  named: {}
  labelled: { driver: local, labels: { l: "1" } }
  outside: { name: orchtest_outside }
`,
  networks: `
services:
  web:
    image: busybox
    ports: ["8080", "127.0.0.1:18081:81", "18082-18083:82-83/udp", { target: 90, published: "18090", host_ip: 127.0.0.1 }]
    expose: ["3000", "4000/udp"]
    networks:
      front: { aliases: [www], ipv4_address: 172.31.77.10, priority: 100 }
      back: { mac_address: "02:42:ac:11:00:03", gw_priority: 5 }
      default:
  first: { image: busybox }
  linked: { image: busybox, links: ["first:alias"], external_links: [] }
  shared: { image: busybox, network_mode: "service:first", ipc: "service:ipc", pid: "service:first" }
  ipc: { image: busybox, ipc: shareable }
  host: { image: busybox, network_mode: host }
  none: { image: busybox, network_mode: none }
  volumes: { image: busybox, volumes_from: [first] }
networks:
  front: { ipam: { config: [{ subnet: 172.31.77.0/24, gateway: 172.31.77.1 }] }, labels: { x: "1" } }
  back: { driver: bridge, internal: true, enable_ipv6: false, driver_opts: { com.docker.network.bridge.name: orchbr0 } }
`,
  names: `
services:
  web: { image: busybox, container_name: orchtest-own, depends_on: [db] }
  db: { image: busybox, scale: 3, depends_on: { cache: { condition: service_completed_successfully, restart: true } } }
  cache: { image: busybox }
`,
};

describe('the requests of a project are those of Docker Compose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-requests-'));
  const socket = join(folder, 'proxy.sock');
  let proxy: RecordingProxy;

  beforeAll(async () => {
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'secret.txt'), 'secret\n');
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.yaml`), text);
    proxy = await recordRequests(socket, engineSocket);
  });

  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(files))('%s', async (name) => {
    const words = ['-f', `${folder}/${name}.yaml`, '-p', `orchtest-${name}`];
    const env = { DOCKER_HOST: `unix://${socket}` };
    const succeed = async (command: string, args: string[]): Promise<void> => {
      const { status, stderr } = await run(command, args, { env });
      expect(status === 0 ? '' : stderr).toBe('');
    };
    const theirs = (...args: string[]) => succeed(compose, [...composeArgs, ...words, ...args]);
    const ours = (...args: string[]) => succeed('node', [main, ...words, ...args]);
    proxy.requests.length = 0;
    try {
      await theirs('create');
      const expected = creations(proxy.requests.splice(0));
      await theirs('down', '-v');
      proxy.requests.length = 0;
      await ours('create');
      expect(creations(proxy.requests.splice(0))).toEqual(expected);
    } finally {
      await ours('down', '-v', '--remove-orphans');
    }
  });
});

/** What was created, by kind and name, in a form in which absent, null and empty are the same. */
function creations(requests: RecordedRequest[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const { method, path, query, body } of requests) {
    if (method !== 'POST' || !/\/(containers|networks|volumes)\/create$/.test(path)) continue;
    const name = query['name'] ?? (body as { Name: string }).Name;
    found[`${path} ${name}`] = normalize(body, '');
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Not of the configuration. */
const varying = new Set(['CheckDuplicate', 'ConsoleSize']);
/** Lists whose order Docker Compose takes from a Go map. */
const unordered = new Set([
  'Env',
  'Mounts',
  'Binds',
  'Ulimits',
  'ExtraHosts',
  'com.docker.compose.depends_on',
]);

function normalize(value: unknown, key: string): unknown {
  if (typeof value === 'string') {
    if (unordered.has(key)) return value.split(',').sort().join(',');
    return value.replace(/^container:[0-9a-f]{64}$/, 'container:ID').replace(/^[0-9a-f]{64}$/, 'ID');
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item, ''));
    if (items.length === 0) return undefined;
    return unordered.has(key)
      ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items;
  }
  if (typeof value !== 'object' || value === null)
    return value === null || value === 0 || value === false ? undefined : value;
  const entries = Object.entries(value)
    .filter(([name]) => !varying.has(name))
    .map(([name, item]) => [name, normalize(item, name)] as const)
    .filter(([, item]) => item !== undefined && item !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
