/** Attached `up`, logs, one-off containers, `cp`, `wait`, `kill`, `events`. On our engine, or the one named by TUTTI_TEST_ENGINE. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AttachOptions,
  copy,
  events,
  exec,
  kill,
  logs,
  port,
  type RunOptions,
  run,
  type Session,
  top,
  up,
  wait,
} from '../../src/orchestrator/index.ts';
import { OrchestratedProject, openTestEngine, type TestEngine } from '../support/orchestrated-project.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const idle = 'image: busybox, command: sleep 1000, stop_signal: SIGKILL';

/** Runs attached, and writes down what is printed; `onLine` sees each entry as it comes. */
async function attached(
  project: OrchestratedProject,
  options: Partial<AttachOptions>,
  onLine: (line: string, stop: AbortController) => void = () => undefined,
): Promise<{ printed: string[]; exitCode: number }> {
  const printed: string[] = [];
  const stop = new AbortController();
  const say = (line: string): void => {
    printed.push(line);
    onLine(line, stop);
  };
  const { exitCode } = await up({
    ...(await project.operation()),
    attach: {
      onLog: ({ label, line }) => say(`${label} | ${line}`),
      onLifecycle: (event) => {
        if (event.kind === 'exited')
          say(`${event.label} exited with code ${event.exitCode}${event.restarting ? ', restarting' : ''}`);
      },
      onAttaching: (labels) => say(`Attaching to ${labels.join(', ')}`),
      onStopping: () => say('stopping'),
      stop: stop.signal,
      kill: new AbortController().signal,
      ...options,
    },
  });
  return { printed, exitCode };
}

test('attached, it prints from the first line on and ends with the last container', async () => {
  await using project = new OrchestratedProject(engine, 'attached');
  project.write(`services:
  a: { image: busybox, command: sh -c "echo one; echo two" }
  b: { image: busybox, command: sh -c "echo three; exit 3", depends_on: [a] }`);
  const { printed, exitCode } = await attached(project, {});
  expect(printed[0]).toBe('Attaching to a-1, b-1');
  expect(printed.filter((line) => line.startsWith('a-1'))).toEqual([
    'a-1 | one',
    'a-1 | two',
    'a-1 exited with code 0',
  ]);
  expect(printed.filter((line) => line.startsWith('b-1'))).toEqual(['b-1 | three', 'b-1 exited with code 3']);
  expect(exitCode).toBe(0);
});

test('attached, it stops all when asked', async () => {
  await using project = new OrchestratedProject(engine, 'interrupted');
  project.write(`services:
  web: { image: busybox, command: sh -c "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done" }
  db: { ${idle} }`);
  const { printed } = await attached(project, {}, (line, stop) => {
    if (line === 'web-1 | ready') stop.abort();
  });
  expect(printed).toContain('stopping');
  expect(printed.indexOf('web-1 | bye')).toBeLessThan(printed.indexOf('web-1 exited with code 0'));
  expect(await project.states()).toEqual(['db-1 exited', 'web-1 exited']);
});

test('attached, the first exit stops the others, and gives the exit code', async () => {
  await using project = new OrchestratedProject(engine, 'aborting');
  project.write(`services: { job: { image: busybox, command: sh -c "exit 5" }, db: { ${idle} } }`);
  expect((await attached(project, { onExit: 'stop' })).exitCode).toBe(5);
  expect((await attached(project, { onExit: 'stop', exitCodeFrom: 'db' })).exitCode).toBe(137);
  expect(await project.states()).toEqual(['db-1 exited', 'job-1 exited']);
});

test('attached, a restarting container is followed', async () => {
  await using project = new OrchestratedProject(engine, 'again');
  project.write(`services:
  web:
    image: busybox
    restart: on-failure:2
    command: sh -c "echo run; exit 1"`);
  const { printed } = await attached(project, {});
  expect(printed.filter((line) => line === 'web-1 | run')).toHaveLength(3);
  expect(printed.at(-1)).toBe('web-1 exited with code 1');
});

test('logs: tail, timestamps, and what comes while following', async () => {
  await using project = new OrchestratedProject(engine, 'logs');
  project.write(`services: { web: { image: busybox, command: sh -c "echo 1; echo 2; echo 3" } }`);
  await project.up();
  for await (const _batch of logs({ ...(await project.operation()), follow: true }));
  const lines = [];
  for await (const batch of logs({ ...(await project.operation()), tail: '2', timestamps: true }))
    lines.push(...batch);
  expect(lines.map(({ label, line }) => [label, line])).toEqual([
    ['web-1', '2'],
    ['web-1', '3'],
  ]);
  expect(lines[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('logs: each line of a burst that is followed, also what was written bit by bit on two streams', async () => {
  await using project = new OrchestratedProject(engine, 'burst');
  const count = 40_000;
  writeFileSync(
    join(project.folder, 'talk.sh'),
    `until [ -e /work/open ]; do sleep 0.1; done; printf be; echo between >&2; sleep 1; echo gun; seq 1 ${count}`,
  );
  project.write(`services:
  web: { image: busybox, volumes: [".:/work"], command: sh /work/talk.sh }`);
  await project.up();
  const reading = logs({ ...(await project.operation()), follow: true, tail: '0' });
  const first = reading.next();
  await pause(500);
  writeFileSync(join(project.folder, 'open'), '');
  const read = (await first).value ?? [];
  for await (const batch of reading) read.push(...batch);
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
  expect(read.map(({ line }) => line)).toEqual(['between', 'begun', ...numbers]);
});

test('logs: who reads slowly while a container runs again gets each line of each run, once', async () => {
  await using project = new OrchestratedProject(engine, 'slow');
  const count = 20_000;
  writeFileSync(
    join(project.folder, 'talk.sh'),
    `until [ -e /work/open ]; do sleep 0.1; done; awk 'BEGIN { for (i = 1; i <= ${count}; i++) printf "%0600d\\n", i }'; exit 1`,
  );
  project.write(`services:
  web: { image: busybox, restart: "on-failure:1", volumes: [".:/work"], command: sh /work/talk.sh }`);
  await project.up();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const reading = logs({
    ...(await project.operation()),
    follow: true,
    onLifecycle: (event) => {
      if (event.kind === 'exited' && !event.restarting) resolve();
    },
  });
  const first = reading.next();
  writeFileSync(join(project.folder, 'open'), '');
  const read = (await first).value ?? [];
  await over;
  for await (const batch of reading) read.push(...batch);
  const numbers = read.map(({ line }) => Number(line));
  const run = Array.from({ length: count }, (_, index) => index + 1);
  expect(numbers).toEqual([...run, ...run]);
});

test('attached: who shows slowly while a container runs again shows each line of each run, once', async () => {
  await using project = new OrchestratedProject(engine, 'shown-slowly');
  const count = 20_000;
  project.write(`services:
  web: { image: busybox, restart: "on-failure:3", command: sh -c 'seq 1 ${count}; exit 1' }`);
  const shown: number[] = [];
  await attached(project, {
    onLog: ({ line }) => {
      // As a pipe does that nobody reads from.
      if (shown.length === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
      shown.push(Number(line));
    },
  });
  const run = Array.from({ length: count }, (_, index) => index + 1);
  expect(shown).toEqual([...run, ...run, ...run, ...run]);
});

async function finish(session: Session, input?: string): Promise<{ text: string; exitCode: number }> {
  await session.start();
  if (input !== undefined) await session.write(Buffer.from(input));
  session.closeInput();
  const chunks: Uint8Array[] = [];
  for await (const { data } of session.output) chunks.push(data);
  return { text: Buffer.concat(chunks).toString(), exitCode: await session.exitCode() };
}

test('run gives output and exit code, starts dependencies, and leaves nothing with --rm', async () => {
  await using project = new OrchestratedProject(engine, 'run');
  project.write(`services:
  web:
    image: busybox
    command: sh -c "exit 9"
    restart: always
    environment: { A: "1" }
    ports: ["127.0.0.1::80"]
    depends_on: [db]
  db: { ${idle} }`);
  const session = async (options: Partial<RunOptions>): Promise<Session> =>
    run({
      ...(await project.operation()),
      service: 'web',
      tty: false,
      interactive: true,
      rm: true,
      ...options,
    });
  expect(await finish(await session({}))).toEqual({ text: '', exitCode: 9 });
  const command = ['sh', '-c', 'cat; echo $A$B; pwd'];
  const changed = await session({ command, env: ['B=2'], workdir: '/tmp', user: '0', volumes: ['/scratch'] });
  expect(changed.containerName).toMatch(/^orchtest-run-web-run-[0-9a-f]{12}$/);
  expect(await finish(changed, 'in\n')).toEqual({ text: 'in\n12\n/tmp\n', exitCode: 0 });
  expect(await project.states()).toEqual(['db-1 running']);
});

test('exec, top and port', async () => {
  await using project = new OrchestratedProject(engine, 'exec');
  project.write(`services: { web: { ${idle}, ports: ["127.0.0.1::80"] } }`);
  await project.up();
  const options = { service: 'web', tty: false, interactive: true };
  const command = ['sh', '-c', 'cat >&2; exit 4'];
  expect(await finish(await exec({ ...(await project.operation()), ...options, command }), 'hello')).toEqual({
    text: 'hello',
    exitCode: 4,
  });
  const [table] = await top(await project.operation());
  expect(table?.processes.flat().join(' ')).toContain('sleep 1000');
  const published = await port({ ...(await project.operation()), service: 'web', port: 80, protocol: 'tcp' });
  expect(published.host).toBe('127.0.0.1');
  expect(published.port).toBeGreaterThan(1023);
  await expect(
    port({ ...(await project.operation()), service: 'web', port: 81, protocol: 'tcp' }),
  ).rejects.toThrow('no port 81/tcp for container');
});

test('cp: files and folders, in and out', async () => {
  await using project = new OrchestratedProject(engine, 'copy');
  project.write(`services: { web: { ${idle} } }`);
  await project.up();
  const host = (path: string): string => join(project.folder, path);
  mkdirSync(host('in/deep'), { recursive: true });
  writeFileSync(host('in/deep/file'), 'content');
  const cp = async (source: string, destination: string): Promise<void> =>
    copy({ ...(await project.operation()), source, destination });
  await cp(host('in'), 'web:/new');
  await cp(host('in'), 'web:/tmp');
  await cp(host('in/deep/file'), 'web:/tmp/renamed');
  await cp('web:/new', host('out'));
  await cp('web:/tmp/renamed', host('out/'));
  await cp('web:/tmp/in/.', host('contents'));
  expect(readFileSync(host('out/deep/file'), 'utf8')).toBe('content');
  expect(readFileSync(host('out/renamed'), 'utf8')).toBe('content');
  expect(readFileSync(host('contents/deep/file'), 'utf8')).toBe('content');
  await expect(cp('web:/none', host('x'))).rejects.toThrow('none');
  await expect(cp(host('in'), 'web:/tmp/renamed')).rejects.toThrow('cannot copy directory to file');
  await expect(cp(host('in/deep/file'), 'web:/no/such/')).rejects.toThrow('no such directory');
});

test('kill, wait and events', async () => {
  await using project = new OrchestratedProject(engine, 'events');
  project.write(`services: { web: { ${idle} } }`);
  await project.up();
  const seen: string[] = [];
  const listening = (async () => {
    for await (const { service, status } of events(await project.operation())) {
      seen.push(`${service} ${status}`);
      if (status === 'die') break;
    }
  })();
  const waiting = wait({ ...(await project.operation()), services: ['web'] })[Symbol.asyncIterator]();
  const ended = waiting.next();
  await kill({ ...(await project.operation()), kill: 'SIGTERM' });
  await kill(await project.operation());
  expect((await ended).value).toMatchObject({ service: 'web', exitCode: 137 });
  for await (const late of wait({ ...(await project.operation()), services: ['web'] }))
    expect(late.exitCode).toBe(137);
  await listening;
  expect(seen).toEqual(['web kill', 'web kill', 'web die']);
});
