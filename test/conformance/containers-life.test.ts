/** Starting, stopping, restarting, pausing, health, and what a new engine finds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestContainers, type TestContainers } from '../support/containers-room.ts';

let room: TestContainers;
beforeAll(async () => {
  room = await openTestContainers();
});
afterAll(async () => room[Symbol.asyncDispose]());

const sh = (script: string): string[] => ['sh', '-c', script];
const trapping = sh('trap "echo bye; exit 9" TERM; echo ready; while true; do sleep 0.05; done');

/** Resolves when the container has written this line. */
async function hasWritten(id: string, line: string): Promise<void> {
  await vi.waitFor(async () => expect(await room.output(id)).toContain(line), {
    timeout: 10_000,
    interval: 20,
  });
}

async function state(id: string): Promise<string> {
  return (await room.containers.inspect(id)).State.Status;
}

test('stop sends the stop signal, and SIGKILL after the timeout', async () => {
  const polite = await room.start(trapping);
  await hasWritten(polite, 'ready');
  await room.containers.stop(polite, {});
  expect((await room.containers.inspect(polite)).State).toMatchObject({ Status: 'exited', ExitCode: 9 });
  expect(await room.output(polite)).toBe('ready\nbye\n');
  await expect(room.containers.stop(polite, {})).rejects.toMatchObject({ kind: 'not-modified' });

  const stubborn = await room.start(['sleep', '1000']);
  await room.containers.stop(stubborn, { timeout: 1 });
  expect((await room.containers.inspect(stubborn)).State.ExitCode).toBe(137);
  await room.containers.remove(stubborn, {});

  await room.containers.start(polite);
  await room.containers.remove(polite, { force: true });
});

test('a stop that comes at once reaches the program behind the reaper of init', async () => {
  const id = await room.start(['sleep', '1000'], { HostConfig: { Init: true } });
  for (let round = 0; round < 40; round++) {
    await room.containers.stop(id, { timeout: 60 });
    // Killed, after the timeout, it would be 137.
    expect((await room.containers.inspect(id)).State.ExitCode).toBe(143);
    await room.containers.start(id);
  }
  await room.containers.remove(id, { force: true });
});

test('a restart policy starts again, until the user stops it', async () => {
  const id = await room.start(sh('echo run; exit 3'), { HostConfig: { RestartPolicy: { Name: 'always' } } });
  await vi.waitFor(async () => expect((await room.containers.inspect(id)).RestartCount).toBeGreaterThan(1), {
    timeout: 10_000,
  });
  await room.containers.stop(id, { timeout: 1 });
  expect(await state(id)).toBe('exited');
  expect((await room.output(id)).match(/run/g)?.length).toBeGreaterThan(2);
  await room.containers.remove(id, {});
});

test('on-failure ends after its retries', async () => {
  const id = await room.start(sh('exit 3'), {
    HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
  });
  await room.containers.wait(id, 'not-running');
  expect(await room.containers.inspect(id)).toMatchObject({ RestartCount: 2, State: { ExitCode: 3 } });
  await room.containers.remove(id, {});
});

test('a container that removes itself', async () => {
  const { Id } = await room.containers.create(undefined, {
    Image: 'busybox',
    Cmd: sh('exit 4'),
    HostConfig: { AutoRemove: true },
  });
  const removed = room.containers.wait(Id, 'removed');
  await room.containers.start(Id);
  expect(await removed).toEqual({ StatusCode: 4 });
  await expect(room.containers.inspect(Id)).rejects.toThrow('No such container');
});

test('pause holds still, unpause goes on', async () => {
  const id = await room.start(sh('while true; do echo tick; sleep 0.02; done'));
  await hasWritten(id, 'tick');
  await room.containers.pause(id);
  expect(await state(id)).toBe('paused');
  const before = (await room.output(id)).length;
  await expect(room.containers.execCreate(id, { Cmd: ['true'] })).rejects.toThrow('is paused');
  await room.containers.unpause(id);
  await vi.waitFor(async () => expect((await room.output(id)).length).toBeGreaterThan(before));
  await room.containers.remove(id, { force: true });
});

test('health: starting, healthy, unhealthy, with the last outputs', async () => {
  const id = await room.start(sh('touch /up; sleep 1000'), {
    Healthcheck: {
      Test: ['CMD-SHELL', 'echo checked; test -e /up'],
      Interval: 5e7,
      Retries: 2,
      Timeout: 5e9,
    },
  });
  const status = async (): Promise<string | undefined> =>
    (await room.containers.inspect(id)).State.Health?.Status;
  expect(await status()).toBe('starting');
  await vi.waitFor(async () => expect(await status()).toBe('healthy'), { timeout: 10_000 });
  expect((await room.containers.list({}))[0]?.Status).toContain('(healthy)');
  const exec = await room.containers.execCreate(id, { Cmd: ['rm', '/up'], AttachStdout: true });
  await room.containers.execStart(exec, { detach: true, tty: false });
  await vi.waitFor(async () => expect(await status()).toBe('unhealthy'), { timeout: 10_000 });
  const { Health } = (await room.containers.inspect(id)).State;
  expect(Health?.FailingStreak).toBeGreaterThanOrEqual(2);
  expect(Health?.Log?.at(-1)).toMatchObject({ ExitCode: 1, Output: 'checked\n' });
  expect(room.events).toEqual(
    expect.arrayContaining(['container health_status: healthy', 'container health_status: unhealthy']),
  );
  await room.containers.remove(id, { force: true });
});

test('a new engine finds what runs, what ended meanwhile, and every line', async () => {
  const lives = await room.start(sh('while true; do echo tick; sleep 0.02; done'));
  const ends = await room.start(sh('sleep 0.3; echo done; exit 6'));
  const { Pid } = (await room.containers.inspect(lives)).State;
  const address = (await room.containers.inspect(lives)).NetworkSettings.Networks.bridge?.IPAddress;
  await room.reopen();
  expect(await room.containers.inspect(lives)).toMatchObject({
    State: { Status: 'running', Pid },
    NetworkSettings: { Networks: { bridge: { IPAddress: address } } },
  });
  await room.containers.wait(ends, 'not-running');
  expect((await room.containers.inspect(ends)).State).toMatchObject({ Status: 'exited', ExitCode: 6 });
  expect(await room.output(ends)).toBe('done\n');
  await room.containers.stop(lives, { timeout: 0 });
  await room.containers.start(ends);
  await room.containers.wait(ends, 'not-running');
  for (const id of [lives, ends]) await room.containers.remove(id, {});
});

test('files go in and out, and not outside', async () => {
  const id = await room.start(
    sh('ln -s /etc escape; ln -s ../../../../../../tmp/outside up; echo data > /root/file; sleep 1000'),
  );
  await vi.waitFor(async () => expect(await room.containers.archiveStat(id, '/root/file')).toBeTruthy());
  const stat = JSON.parse(
    Buffer.from(await room.containers.archiveStat(id, '/root/file'), 'base64').toString(),
  );
  expect(stat).toMatchObject({ name: 'file', size: 5, linkTarget: '' });
  const { archive } = await room.containers.archiveGet(id, '/root/file');
  await room.containers.archivePut(id, '/escape', archive, {});
  expect(readFileSync(join(room.run, 'containers', id, 'rootfs/etc/file'), 'utf8')).toBe('data\n');
  await expect(room.containers.archiveGet(id, '/nosuch')).rejects.toThrow(
    `Could not find the file /nosuch in container ${id}`,
  );
  await room.containers.remove(id, { force: true });
});

test('commit, changes, export, top, stats, update', async () => {
  const id = await room.start(sh('echo new > /added; rm /etc/group; sleep 1000'));
  await vi.waitFor(async () =>
    expect(await room.containers.changes(id)).toEqual([
      { Path: '/added', Kind: 1 },
      { Path: '/etc', Kind: 0 },
      { Path: '/etc/group', Kind: 2 },
    ]),
  );
  const imageId = await room.containers.commit(id, { repo: 'committed', changes: ['ENV X=y'], pause: true });
  expect(imageId).toMatch(/^sha256:/);
  const run = await room.runToEnd(sh('cat /added; ls /etc/group 2>&1; echo $X'), { Image: 'committed' });
  expect(run.output).toBe('new\nls: /etc/group: No such file or directory\ny\n');
  const layer = room.images.find('committed')?.layers.at(-1)?.dir ?? expect.fail('no layer');
  expect(readdirSync(join(layer, 'etc'))).toEqual(['group']);
  expect((await room.containers.top(id, '-ef')).Processes.length).toBeGreaterThan(0);
  for await (const sample of room.containers.stats(id, { stream: false, oneShot: true })) {
    expect(sample).toMatchObject({
      memory_stats: { usage: expect.any(Number) },
      networks: { eth0: expect.anything() },
    });
  }
  await room.containers.update(id, { Memory: 64 * 1024 * 1024, MemorySwap: 128 * 1024 * 1024 });
  expect((await room.containers.inspect(id)).HostConfig.Memory).toBe(64 * 1024 * 1024);
  const tar = await room.containers.export(id);
  let size = 0;
  for await (const chunk of tar) size += (chunk as Buffer).length;
  expect(size).toBeGreaterThan(100_000);
  await room.containers.remove(id, { force: true });
  await room.images.remove('committed', { force: true });
});

test('what the runtime mounts on is no change, places of volumes are', async () => {
  const id = await room.start(sh('sleep 1000'), { HostConfig: { Tmpfs: { '/cache/of/it': '' } } });
  expect(await room.containers.changes(id)).toEqual([
    { Path: '/cache', Kind: 1 },
    { Path: '/cache/of', Kind: 1 },
    { Path: '/cache/of/it', Kind: 1 },
  ]);
  await room.containers.remove(id, { force: true });
});

test('filters of the list', async () => {
  const id = await room.start(['sleep', '1000'], { Labels: { a: 'b' } }, 'listed');
  const names = async (filters: Record<string, string[]>): Promise<string[]> =>
    (await room.containers.list({ filters })).flatMap(({ Names }) => Names);
  expect(await names({ label: ['a=b'] })).toEqual(['/listed']);
  expect(await names({ label: ['a=c'] })).toEqual([]);
  expect(await names({ name: ['^/listed$'], status: ['running'] })).toEqual(['/listed']);
  expect(await names({ network: ['bridge'], ancestor: ['busybox'] })).toEqual(['/listed']);
  await expect(names({ nosuch: ['x'] })).rejects.toThrow("invalid filter 'nosuch'");
  await room.containers.remove(id, { force: true });
});
