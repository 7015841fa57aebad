/** The stock docker client on our engine: the life of a container. What is expected was seen on Docker Engine 28.5. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiEngine } from '../support/api-engine.ts';

let engine: ApiEngine;

beforeAll(async () => {
  engine = await ApiEngine.start();
});
afterAll(() => engine[Symbol.asyncDispose]());

test('run prints both streams and ends with the exit code; ps and logs tell afterwards', async () => {
  const script = 'echo out; echo err >&2; exit 3';
  const ran = await engine.tryDocker(['run', '--name', 'told', 'busybox', 'sh', '-c', script]);
  expect(ran).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n' });
  expect(await engine.tryDocker(['logs', 'told'])).toEqual({ status: 0, stdout: 'out\n', stderr: 'err\n' });
  const format = '{{.Names}}|{{.Image}}|{{.Command}}|{{.Status}}|{{.Ports}}';
  expect(await engine.docker(['ps', '-a', '--filter', 'name=told', '--format', format])).toMatch(
    /^told\|busybox\|"sh -c 'echo out; ec…"\|Exited \(3\) .* ago\|$/,
  );
  expect(await engine.docker(['rm', 'told'])).toBe('told');
});

test('run --rm takes input and leaves nothing', async () => {
  const ran = await engine.tryDocker(['run', '--rm', '-i', '--name', 'piped', 'busybox', 'cat'], {
    input: 'hello\n',
  });
  expect(ran).toEqual({ status: 0, stdout: 'hello\n', stderr: '' });
  expect(await engine.docker(['ps', '-aq', '--filter', 'name=piped'])).toBe('');
});

test('a program that is not there gives 127 and the reason', async () => {
  const ran = await engine.tryDocker(['run', '--rm', 'busybox', 'nosuch']);
  expect(ran.status).toBe(127);
  expect(ran.stderr).toContain('"nosuch": executable file not found in $PATH');
});

test('what does not exist or is taken is refused in the words of Docker', async () => {
  const refused = async (...args: string[]): Promise<string> => (await engine.tryDocker(args)).stderr.trim();
  const daemon = 'Error response from daemon:';
  expect(await refused('rm', 'nosuch')).toBe(`${daemon} No such container: nosuch`);
  expect(await refused('stop', 'nosuch')).toBe(`${daemon} No such container: nosuch`);
  expect(await refused('inspect', 'nosuch')).toBe('Error: No such object: nosuch');
  const id = await engine.docker(['run', '-d', '--name', 'taken', 'busybox', 'sleep', '1000']);
  expect(await refused('create', '--name', 'taken', 'busybox', 'true')).toContain(
    `Conflict. The container name "/taken" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
  expect(await refused('rm', 'taken')).toBe(
    `${daemon} cannot remove container "taken": container is running: stop the container before removing or force remove`,
  );
  await engine.docker(['pause', 'taken']);
  expect(await refused('exec', 'taken', 'ls')).toBe(
    `${daemon} Container taken is paused, unpause the container before exec`,
  );
  await engine.docker(['unpause', 'taken']);
  await engine.docker(['kill', 'taken']);
  expect(await engine.docker(['wait', 'taken'])).toBe('137');
  expect(await refused('exec', 'taken', 'ls')).toBe(`${daemon} container ${id} is not running`);
  expect(await refused('kill', 'taken')).toBe(
    `${daemon} cannot kill container: taken: container ${id} is not running`,
  );
  await engine.docker(['rm', 'taken']);
});

test('exec has an exit code, input, environment, user and folder of its own', async () => {
  await engine.docker(['run', '-d', '--name', 'host', 'busybox', 'sleep', '1000']);
  expect((await engine.tryDocker(['exec', 'host', 'sh', '-c', 'exit 7'])).status).toBe(7);
  const inside = ['exec', '-i', '-e', 'A=b', '-u', 'nobody', '-w', '/tmp', 'host', 'sh', '-c'];
  const said = await engine.docker([...inside, 'cat; echo $A; id -un; pwd'], { input: 'in\n' });
  expect(said).toBe('in\nb\nnobody\n/tmp');
  const missing = await engine.tryDocker(['exec', 'host', 'nosuch']);
  expect(missing.status).toBe(127);
  expect(`${missing.stdout}${missing.stderr}`).toContain('"nosuch": executable file not found in $PATH');
  await engine.docker(['rm', '-f', 'host']);
});

test('stop, start, restart, rename, update, top, stats', async () => {
  await engine.docker(['run', '-d', '--name', 'first', 'busybox', 'sleep', '1000']);
  expect(await engine.docker(['top', 'first', '-o', 'pid,args'])).toMatch(/^PID +COMMAND\n[^]*sleep 1000/);
  await engine.docker(['rename', 'first', 'second']);
  await engine.docker(['update', '--memory', '64m', '--memory-swap', '64m', 'second']);
  expect(await engine.docker(['inspect', '-f', '{{.HostConfig.Memory}} {{.Name}}', 'second'])).toBe(
    '67108864 /second',
  );
  const stats = await engine.docker([
    'stats',
    '--no-stream',
    '--format',
    '{{.Name}} {{.MemUsage}}',
    'second',
  ]);
  expect(stats).toMatch(/^second .*\/ 64MiB$/);
  await engine.docker(['stop', '-t', '1', 'second']);
  const state = '{{.State.Status}} {{.State.Running}}';
  expect(await engine.docker(['inspect', '-f', state, 'second'])).toBe('exited false');
  await engine.docker(['start', 'second']);
  await engine.docker(['restart', '-t', '0', 'second']);
  expect(await engine.docker(['inspect', '-f', state, 'second'])).toBe('running true');
  await engine.docker(['rm', '-f', 'second']);
});

test('starting what runs and stopping what does not is "not modified"', async () => {
  const id = await engine.docker(['run', '-d', 'busybox', 'sleep', '1000']);
  expect((await engine.ask('POST', `/containers/${id}/start`)).status).toBe(304);
  await engine.docker(['kill', id]);
  await engine.docker(['wait', id]);
  expect((await engine.ask('POST', `/containers/${id}/stop`)).status).toBe(304);
  await engine.docker(['rm', id]);
});

test('logs: tail, timestamps, and following until the end', async () => {
  const script = 'for i in 1 2 3; do echo $i; done';
  const id = await engine.docker(['run', '-d', 'busybox', 'sh', '-c', script]);
  expect(await engine.docker(['logs', '-f', id])).toBe('1\n2\n3');
  expect(await engine.docker(['logs', '--tail', '1', id])).toBe('3');
  expect(await engine.docker(['logs', '-t', '--tail', '1', id])).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z 3$/);
  expect((await engine.ask('GET', `/containers/${id}/logs`)).body).toBe(
    '{"message":"Bad parameters: you must choose at least one stream"}\n',
  );
  await engine.docker(['rm', id]);
});

test('cp in and out, diff, export, commit', async () => {
  const id = await engine.docker(['create', '--name', 'files', 'busybox', 'cat', '/data/hosts']);
  await engine.docker(['cp', '/etc/hosts', 'files:/tmp/hosts']);
  const archive = await engine.docker(['cp', 'files:/tmp/hosts', '-'], {});
  expect(archive).toContain('localhost');
  expect(await engine.docker(['diff', 'files'])).toContain('A /tmp/hosts');
  expect((await engine.tryDocker(['cp', `${id}:/nosuch`, '-'])).stderr).toContain(
    `Could not find the file /nosuch in container ${id}`,
  );
  expect(await engine.docker(['export', 'files'])).toContain('etc/passwd');
  const image = await engine.docker(['commit', '-c', 'CMD ["cat", "/tmp/hosts"]', id, 'kept:1']);
  expect(image).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await engine.docker(['run', '--rm', 'kept:1'])).toContain('localhost');
  await engine.docker(['rm', 'files']);
  await engine.docker(['rmi', 'kept:1']);
});

test('events tell the life of a container in order', async () => {
  const since = String(Date.now() / 1000);
  await engine.docker(['run', '--rm', '--name', 'eventful', 'busybox', 'true']);
  const until = String(Date.now() / 1000 + 1);
  const said = await engine.docker([
    'events',
    '--since',
    since,
    '--until',
    until,
    '--filter',
    'container=eventful',
    '--format',
    '{{.Action}}',
  ]);
  expect(said.split('\n')).toEqual(['create', 'attach', 'start', 'die', 'destroy']);
});

test('a wait that began before the start hears the end', async () => {
  const id = await engine.docker(['create', 'busybox', 'sh', '-c', 'exit 5']);
  const ended = engine.ask('POST', `/containers/${id}/wait?condition=next-exit`);
  await engine.docker(['start', id]);
  expect(JSON.parse((await ended).body)).toEqual({ StatusCode: 5 });
  await engine.docker(['rm', id]);
});
