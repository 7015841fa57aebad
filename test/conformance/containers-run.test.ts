/** What a container's process finds: user, variables, limits, mounts, names; and how its end is told. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestContainers, type TestContainers } from '../support/containers-room.ts';

let room: TestContainers;
let folder: string;
beforeAll(async () => {
  room = await openTestContainers();
  folder = mkdtempSync(join(tmpdir(), 'tutti-bind-'));
});
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const sh = (script: string): string[] => ['sh', '-c', script];
const run = (script: string, HostConfig = {}, more = {}): Promise<{ exitCode: number; output: string }> =>
  room.runToEnd(sh(script), { HostConfig, ...more });

test('output, both streams in order of their own, and the exit code', async () => {
  expect(await run('echo out; echo err >&2; exit 7')).toEqual({ exitCode: 7, output: 'out\nerr\n' });
});

test('a last line without an end stays without one', async () => {
  expect((await run('printf abc')).output).toBe('abc');
});

test('a signal is told as 128 and its number', async () => {
  const id = await room.start(['sleep', '1000']);
  await room.containers.kill(id, 'SIGKILL');
  expect((await room.containers.inspect(id)).State).toMatchObject({ Status: 'exited', ExitCode: 137 });
  await room.containers.remove(id, {});
});

test("Docker's default capabilities, seccomp on, the id as host name", async () => {
  const { output } = await run('grep -E "CapEff|CapBnd|Seccomp:|NoNew" /proc/self/status; hostname | wc -c');
  expect(output.split(/\s+/).filter(Boolean)).toEqual([
    'CapEff:',
    '00000000a80425fb',
    'CapBnd:',
    '00000000a80425fb',
    'NoNewPrivs:',
    '0',
    'Seccomp:',
    '2',
    '13',
  ]);
});

test('seccomp refuses what Docker refuses and allows what it allows', async () => {
  const refused = await run('unshare -m true 2>&1; mount -t tmpfs x /mnt 2>&1 || true');
  expect(refused.output).toMatch(/not permitted|denied/);
  const free = await run('unshare -m true && echo fine', {
    CapAdd: ['SYS_ADMIN'],
    SecurityOpt: ['seccomp=unconfined'],
  });
  expect(free.output).toBe('fine\n');
});

async function effective(HostConfig: object): Promise<string> {
  return (await run('grep CapEff /proc/self/status', HostConfig)).output.trim().split(/\s+/)[1] ?? '';
}

test('cap_add and cap_drop, with and without prefix, and ALL', async () => {
  expect(await effective({ CapDrop: ['ALL'] })).toBe('0000000000000000');
  expect(await effective({ CapDrop: ['all'], CapAdd: ['cap_net_admin'] })).toBe('0000000000001000');
  expect(await effective({ CapAdd: ['NET_ADMIN'], CapDrop: ['CAP_CHOWN'] })).toBe('00000000a80435fa');
});

test('users by name and number, with groups', async () => {
  expect((await run('id', {}, { User: 'nobody' })).output).toContain('uid=65534(nobody) gid=65534(nogroup)');
  expect((await run('id -u; id -g', {}, { User: '1234:55' })).output).toBe('1234\n55\n');
  expect((await run('id', { GroupAdd: ['77'] }, { User: '1234' })).output).toContain('77');
  await expect(run('id', {}, { User: 'nosuch' })).rejects.toThrow('unable to find user nosuch');
});

test('a process of another user can open /dev/stdout', async () => {
  expect((await run('echo hi > /dev/stdout', {}, { User: 'nobody' })).output).toBe('hi\n');
});

test('a user who is not root opens a low port, with a network and without', async () => {
  const server =
    'httpd -p 80 && wget -qO- http://127.0.0.1:80/ 2>&1; cat /proc/sys/net/ipv4/ping_group_range';
  for (const NetworkMode of ['bridge', 'none']) {
    const { output } = await run(server, { NetworkMode }, { User: '1000' });
    expect(output).toMatch(/404 Not Found\n0\s2147483647\n$/);
  }
  const closed = { NetworkMode: 'none', Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '1024' } };
  expect((await run('httpd -p 80 2>&1', closed, { User: '1000' })).output).toContain('Permission denied');
});

test('programs see that they run in a container, and their changes are not more for that', async () => {
  const id = await room.start(sh('test -f /.dockerenv && touch /mine && sleep 1000'));
  await vi.waitFor(async () =>
    expect((await room.containers.changes(id)).map(({ Path }) => Path)).toContain('/mine'),
  );
  expect((await room.containers.changes(id)).map(({ Path }) => Path)).not.toContain('/.dockerenv');
  await room.containers.remove(id, { force: true });
});

test("who joins a network has the name of its owner; on the host's, the host's", async () => {
  const owner = await room.start(['sleep', '1000'], { Hostname: 'owner' });
  expect((await run('hostname; echo $HOSTNAME', { NetworkMode: `container:${owner}` })).output).toBe(
    'owner\nowner\n',
  );
  expect((await run('echo $HOSTNAME', { NetworkMode: 'host' })).output).toBe(`${hostname()}\n`);
  await room.containers.remove(owner, { force: true });
});

test('memory, cpu and process limits', async () => {
  const { output } = await run(
    'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null',
    { Memory: 32 * 1024 * 1024, NanoCpus: 5e8, PidsLimit: 33 },
  );
  expect(output).toBe('33554432\n33\n');
});

test('out of memory is told', async () => {
  const id = await room.start(
    sh('x=; while true; do x=$x$x$(head -c 1000000 /dev/zero | tr "\\0" y); done'),
    {
      HostConfig: { Memory: 16 * 1024 * 1024, MemorySwap: 16 * 1024 * 1024 },
    },
  );
  await room.containers.wait(id, 'not-running');
  expect((await room.containers.inspect(id)).State).toMatchObject({ OOMKilled: true, ExitCode: 137 });
  expect(room.events).toContain('container oom');
  await room.containers.remove(id, {});
});

test('read-only root, tmpfs, shared memory, sysctls, ulimits', async () => {
  const { output } = await run(
    'touch /x 2>&1 | head -1; touch /scratch/x && echo scratch; df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2; cat /proc/sys/net/ipv4/ip_forward; ulimit -n; ls -ld /scratch | cut -c1-10',
    {
      ReadonlyRootfs: true,
      Tmpfs: { '/scratch': 'size=1m,mode=1700' },
      ShmSize: 2 * 1024 * 1024,
      Sysctls: { 'net.ipv4.ip_forward': '1' },
      Ulimits: [{ Name: 'nofile', Soft: 512, Hard: 1024 }],
    },
  );
  expect(output.split('\n')).toEqual([
    expect.stringContaining('Read-only file system'),
    'scratch',
    '2048',
    '1',
    '512',
    'drwx-----T',
    '',
  ]);
});

test('a bind of a missing folder makes it; a mount of one is refused', async () => {
  const missing = join(folder, 'made');
  expect((await run('echo hi > /data/file; ls /data', { Binds: [`${missing}:/data`] })).output).toBe(
    'file\n',
  );
  expect(readFileSync(join(missing, 'file'), 'utf8')).toBe('hi\n');
  const source = join(folder, 'missing');
  await expect(run('true', { Mounts: [{ Type: 'bind', Source: source, Target: '/data' }] })).rejects.toThrow(
    `invalid mount config for type "bind": bind source path does not exist: ${source}`,
  );
  expect(existsSync(source)).toBe(false);
});

test('a read-only bind of a file', async () => {
  writeFileSync(join(folder, 'config'), 'value\n');
  const { output } = await run('cat /etc/config; echo x > /etc/config', {
    Binds: [`${folder}/config:/etc/config:ro`],
  });
  expect(output).toMatch(/^value\n.*Read-only file system/);
});

test('a new named volume gets what the image has there, and keeps what is written', async () => {
  const HostConfig = { Binds: ['etc-copy:/etc'] };
  expect((await run('cat /etc/group | head -1; echo more >> /etc/group', HostConfig)).output).toBe(
    'root:x:0:\n',
  );
  expect((await run('tail -1 /etc/group', HostConfig)).output).toBe('more\n');
  await room.volumes.remove('etc-copy', {});
});

test('anonymous volumes go with their container when asked', async () => {
  const id = await room.start(['true'], { Volumes: { '/data': {} } });
  await room.containers.wait(id, 'not-running');
  const name = (await room.containers.inspect(id)).Mounts[0]?.Name ?? '';
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  await expect(room.volumes.remove(name, {})).rejects.toThrow('volume is in use');
  await room.containers.remove(id, { volumes: true });
  expect(room.volumes.find(name)).toBeUndefined();
});

test('volumes of another container', async () => {
  const first = await room.start(sh('echo shared > /data/x'), { HostConfig: { Binds: ['shared:/data'] } });
  await room.containers.wait(first, 'not-running');
  expect((await run('cat /data/x', { VolumesFrom: [first] })).output).toBe('shared\n');
  await room.containers.remove(first, {});
  await room.volumes.remove('shared', {});
});

test('namespaces of another container and of the host', async () => {
  const first = await room.start(['sleep', '1000'], {
    Hostname: 'first',
    HostConfig: { IpcMode: 'shareable' },
  });
  const other = `container:${first}`;
  const shared = await run('ps | grep -c "sleep 1000"; ip -o link | grep -c eth0; cat /etc/hostname', {
    NetworkMode: other,
    PidMode: other,
    IpcMode: other,
  });
  expect(shared.output.split('\n').slice(1)).toEqual(['1', 'first', '']);
  const own = await run('ip -o link | wc -l', { NetworkMode: 'none' });
  expect(own.output).toBe('1\n');
  const host = await run('cat /proc/self/cgroup >/dev/null; ip -o link | wc -l', { NetworkMode: 'host' });
  expect(Number(host.output)).toBeGreaterThanOrEqual(1);
  await room.containers.remove(first, { force: true });
});

test('privileged has all capabilities and the devices of the host', async () => {
  const { output } = await run(
    'grep CapEff /proc/self/status; ls /dev/kmsg; grep Seccomp: /proc/self/status',
    {
      Privileged: true,
    },
  );
  expect(output).toMatch(/CapEff:\t0000[0-9a-f]+\n\/dev\/kmsg\nSeccomp:\t0\n/);
});

test('a working directory that the image lacks is made', async () => {
  expect((await run('pwd', {}, { WorkingDir: '/made/here' })).output).toBe('/made/here\n');
});

test.each([
  [['nosuchprogram'], 127, 'exec: "nosuchprogram": executable file not found in $PATH'],
  [['/nosuch/program'], 127, 'exec: "/nosuch/program": stat /nosuch/program: no such file or directory'],
  [['/etc/passwd'], 126, 'exec: "/etc/passwd": permission denied'],
])('%s cannot be started', async (command, exitCode, message) => {
  const { Id } = await room.containers.create(undefined, { Image: 'busybox', Cmd: command });
  await expect(room.containers.start(Id)).rejects.toThrow(message);
  expect((await room.containers.inspect(Id)).State).toMatchObject({ ExitCode: exitCode, Status: 'created' });
  await room.containers.remove(Id, {});
});

test('a terminal', async () => {
  const id = await room.start(sh('tty; stty size; test -t 0 && echo yes'), {
    Tty: true,
    OpenStdin: true,
    HostConfig: { ConsoleSize: [33, 101] },
  });
  await room.containers.wait(id, 'not-running');
  expect(await room.output(id)).toBe('/dev/pts/0\r\n33 101\r\nyes\r\n');
  await room.containers.remove(id, {});
});

test('nothing is left of a removed container', async () => {
  const id = await room.start(['sleep', '1000'], { HostConfig: { PublishAllPorts: true } }, 'gone');
  await room.containers.remove(id, { force: true });
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(id);
  expect(existsSync(join(room.root, 'containers', id))).toBe(false);
  expect(existsSync(join(room.run, 'containers', id))).toBe(false);
  expect(existsSync(join(room.run, 'netns', id))).toBe(false);
  expect(existsSync(`/sys/fs/cgroup/memory/tutti/${id}`) || existsSync(`/sys/fs/cgroup/tutti/${id}`)).toBe(
    false,
  );
  expect(existsSync(join(room.run, 'runtime/state', id))).toBe(false);
  await expect(room.containers.inspect('gone')).rejects.toThrow('No such container: gone');
});

test('names are taken once, and given back', async () => {
  const { Id } = await room.containers.create('taken', { Image: 'busybox', Cmd: ['true'] });
  await expect(room.containers.create('taken', { Image: 'busybox', Cmd: ['true'] })).rejects.toThrow(
    `Conflict. The container name "/taken" is already in use by container "${Id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
  await room.containers.rename('taken', 'other');
  const again = await room.containers.create('/taken', { Image: 'busybox', Cmd: ['true'] });
  await room.containers.remove(again.Id, {});
  await room.containers.remove('other', {});
});
