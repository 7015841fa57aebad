/** Exec, attach and logs: what goes in and out of a container, and what is kept of it. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestContainers, type TestContainers, unframe } from '../support/containers-room.ts';

let room: TestContainers;
beforeAll(async () => {
  room = await openTestContainers();
});
afterAll(async () => room[Symbol.asyncDispose]());

const sh = (script: string): string[] => ['sh', '-c', script];

test('exec: output, input, exit code, user, folder, variables', async () => {
  const id = await room.start(['sleep', '1000']);
  const exec = async (request: object, input = ''): Promise<{ output: string; exitCode: number | null }> => {
    const execId = await room.containers.execCreate(id, {
      Cmd: [],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      ...request,
    });
    const stream = await room.containers.execStart(execId, { detach: false, tty: false });
    if (!stream) throw new Error('no stream');
    stream.end(input);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    await vi.waitFor(async () => expect((await room.containers.execInspect(execId)).Running).toBe(false));
    return {
      output: unframe(Buffer.concat(chunks)),
      exitCode: (await room.containers.execInspect(execId)).ExitCode,
    };
  };
  expect(await exec({ Cmd: sh('cat; exit 5') }, 'given')).toEqual({ output: 'given', exitCode: 5 });
  expect(
    await exec({ Cmd: sh('id -u; pwd; echo $A $HOME'), User: 'nobody', WorkingDir: '/tmp', Env: ['A=b'] }),
  ).toEqual({ output: '65534\n/tmp\nb /\n', exitCode: 0 });
  expect(await exec({ Cmd: ['nosuch'] })).toEqual({
    output:
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\r\n',
    exitCode: 127,
  });
  await room.containers.remove(id, { force: true });
});

test('exec with a terminal that is resized', async () => {
  const id = await room.start(['sleep', '1000']);
  const execId = await room.containers.execCreate(id, {
    Cmd: sh('read x; stty size; read x; stty size'),
    Tty: true,
    AttachStdin: true,
    AttachStdout: true,
  });
  const stream = await room.containers.execStart(execId, { detach: false, tty: true, consoleSize: [20, 80] });
  if (!stream) throw new Error('no stream');
  let seen = '';
  stream.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  stream.write('go\n');
  await vi.waitFor(() => expect(seen).toContain('20 80'));
  await room.containers.execResize(execId, 40, 120);
  stream.write('go\n');
  await vi.waitFor(() => expect(seen).toContain('40 120'));
  await vi.waitFor(async () => expect((await room.containers.execInspect(execId)).Running).toBe(false));
  await expect(room.containers.execResize(execId, 1, 1)).rejects.toMatchObject({ kind: 'not-found' });
  await room.containers.kill(id, 'SIGKILL');
  await room.containers.wait(id, 'not-running');
  await expect(room.containers.resize(id, 1, 1)).rejects.toMatchObject({
    kind: 'conflict',
    message: `container ${id} is not running`,
  });
  await room.containers.remove(id, { force: true });
});

test('attach before the start sees the first byte, and hands input on', async () => {
  const { Id } = await room.containers.create(undefined, {
    Image: 'busybox',
    Cmd: ['cat'],
    OpenStdin: true,
    StdinOnce: true,
  });
  const stream = await room.containers.attach(Id, {
    stdin: true,
    stdout: true,
    stderr: true,
    logs: false,
    stream: true,
  });
  await room.containers.start(Id);
  stream.end('through\n');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(unframe(Buffer.concat(chunks))).toBe('through\n');
  expect(await room.containers.wait(Id, 'not-running')).toEqual({ StatusCode: 0 });
  await room.containers.remove(Id, {});
});

test('the detach keys leave the container running', async () => {
  const { Id } = await room.containers.create(undefined, {
    Image: 'busybox',
    Cmd: ['cat'],
    OpenStdin: true,
    Tty: true,
  });
  const stream = await room.containers.attach(Id, {
    stdin: true,
    stdout: true,
    stderr: true,
    logs: false,
    stream: true,
  });
  await room.containers.start(Id);
  stream.write('a\u0010');
  stream.write('\u0011');
  for await (const _ of stream);
  expect((await room.containers.inspect(Id)).State.Status).toBe('running');
  await room.containers.remove(Id, { force: true });
});

test('logs: last lines, times, following to the end', async () => {
  const id = await room.start(sh('for i in 1 2 3 4 5; do echo line $i; done; sleep 0.3; echo last'));
  const followed = room.output(id, { follow: true });
  await room.containers.wait(id, 'not-running');
  expect(await followed).toBe('line 1\nline 2\nline 3\nline 4\nline 5\nlast\n');
  expect(await room.output(id, { tail: 2 })).toBe('line 5\nlast\n');
  expect(await room.output(id, { tail: 0 })).toBe('');
  expect(await room.output(id, { tail: 1, timestamps: true })).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z last\n$/,
  );
  const { StartedAt } = (await room.containers.inspect(id)).State;
  expect(await room.output(id, { since: Date.parse(StartedAt) / 1000 })).toMatch(/^line 1\n/);
  const stamped = await room.output(id, { tail: 2, timestamps: true });
  const [before = 0, after = 0] = stamped.split('\n').map((line) => Date.parse(line.slice(0, 23) + 'Z'));
  const between = (before + after) / 2000;
  expect(await room.output(id, { since: between })).toBe('last\n');
  expect(await room.output(id, { until: between, tail: 1 })).not.toContain('last');
  await room.containers.remove(id, {});
});

test('logs are rotated, and read as one', async () => {
  const id = await room.start(sh('i=0; while [ $i -lt 300 ]; do echo number $i; i=$((i+1)); done'), {
    HostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-size': '4k', 'max-file': '3' } } },
  });
  await room.containers.wait(id, 'not-running');
  const lines = (await room.output(id)).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('number 299');
  expect(lines.length).toBeLessThan(300);
  const numbers = lines.map((line) => Number(line.split(' ')[1]));
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  await room.containers.remove(id, {});
});
