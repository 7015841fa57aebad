import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { answers, eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

let scenario: Scenario;
const run = (...args: string[]) => scenario.tutti(['run', '--rm', '-T', ...args]);
const exec = (...args: string[]) => scenario.tutti(['exec', '-T', ...args]);

beforeAll(async () => {
  scenario = Scenario.create(inject('home'), 'shell', {
    'compose.yml': `services:
  db: { image: "redis:6.0-alpine" }
  app:
    image: "python:3.12-slim-bookworm"
    command: python -m http.server 8000
    init: true
    environment: { WHO: app }
    ports: ["18200:8000"]
    scale: 1
    depends_on: [db]
  two: { image: "redis:6.0-alpine", scale: 2 }
`,
  });
  await scenario.succeeds(['up', '-d']);
});

afterAll(async () => {
  await scenario[Symbol.asyncDispose]();
});

test('run gives the output and the exit code of the command', async () => {
  const { status, stdout } = await run('app', 'sh', '-c', 'echo out; exit 5');
  expect({ status, stdout }).toEqual({ status: 5, stdout: 'out\n' });
});

test('run tells of waits for dependencies in a terminal alone, as lines would only follow the others', async () => {
  await using waits = Scenario.create(inject('home'), 'waits', {
    'compose.yml': `services:
  db:
    image: "redis:6.0-alpine"
    healthcheck: { test: ["CMD", "true"], interval: 1s }
  app:
    image: "redis:6.0-alpine"
    depends_on: { db: { condition: service_healthy } }
`,
  });
  const shown = async (progress: string) => {
    await waits.succeeds(['down', '-t', '1']);
    const args = ['--progress', progress, 'run', '--rm', '-T', 'app', 'true'];
    return (await waits.tutti(args)).stderr;
  };
  for (const lines of ['plain', 'json']) {
    const told = await shown(lines);
    expect(told).toContain('Started');
    expect(told).not.toMatch(/Waiting|Healthy/);
  }
  const told = await shown('tty');
  expect(told).toContain('Waiting');
  expect(told).toContain('Healthy');
});

test('run: environment, user, working folder, entrypoint, volume, standard input', async () => {
  scenario.write('given/file', 'from the host');
  const args = [
    '-e',
    'WHAT=thing',
    '-u',
    '1000:1000',
    '-w',
    '/srv',
    '-v',
    `${scenario.folder}/given:/given:ro`,
    '--entrypoint',
    'sh -c',
  ];
  const { stdout, status } = await run(
    ...args,
    'app',
    'echo $WHO $WHAT $(id -u):$(id -g) $(pwd); cat /given/file',
  );
  expect({ stdout, status }).toEqual({ stdout: 'app thing 1000:1000 /srv\nfrom the host', status: 0 });
  const piped = await scenario.tutti(['run', '--rm', '-T', 'app', 'tr', 'a-z', 'A-Z'], { input: 'shout\n' });
  expect(piped.stdout).toBe('SHOUT\n');
});

test('run: no ports unless asked for; -p and --service-ports publish', async () => {
  await scenario.succeeds(['stop', 'app', '-t', '1']);
  for (const [flags, port] of [
    [['-p', '18201:8000'], 18201],
    [['--service-ports'], 18200],
  ] as const) {
    await scenario.succeeds(['run', '-d', '--name', 'published', ...flags, 'app']);
    expect(await answers(`http://127.0.0.1:${port}/`)).toContain('Directory listing');
    await scenario.succeeds(['kill', 'app']).catch(() => undefined);
    await scenario.succeeds(['rm', '-s', '-f', 'app']);
    const left = await scenario.succeeds(['ps', '-a', '--format', '{{.Name}}']);
    if (left.includes('published')) await scenario.succeeds(['down', '-t', '1', '--remove-orphans']);
    await scenario.succeeds(['up', '-d', 'db', 'two']);
  }
  await scenario.succeeds(['up', '-d']);
});

test('run -d prints the name; --name gives it; without --rm the container stays and `ps -a` shows it', async () => {
  const named = await scenario.succeeds(['run', '-d', '--name', 'chosen', '--no-deps', 'db', 'true']);
  expect(named).toMatch(/^(chosen|[0-9a-f]{64})\n$/);
  expect(await scenario.succeeds(['ps', '-a', '--format', '{{.Name}}'])).toContain('chosen\n');
});

test('run starts what the service depends on, and nothing with --no-deps', async () => {
  await using other = Scenario.create(inject('home'), 'deps', {
    'compose.yml':
      'services:\n  a: { image: "redis:6.0-alpine", depends_on: [b] }\n  b: { image: "redis:6.0-alpine" }\n',
  });
  await other.succeeds(['run', '--rm', '-T', '--no-deps', 'a', 'true']);
  expect(await other.succeeds(['ps', '-a', '-q'])).toBe('');
  await other.succeeds(['run', '--rm', '-T', 'a', 'true']);
  expect(await other.succeeds(['ps', '--services'])).toBe('b\n');
});

test('exec: exit code, environment, user, working folder, index, detached', async () => {
  const { status, stdout } = await exec(
    '-e',
    'X=1',
    '-u',
    'nobody',
    '-w',
    '/tmp',
    'app',
    'sh',
    '-c',
    'echo $WHO $X $(id -un) $(pwd); exit 4',
  );
  expect({ status, stdout }).toEqual({ status: 4, stdout: 'app 1 nobody /tmp\n' });
  const names = await Promise.all(
    ['1', '2'].map((index) => scenario.succeeds(['exec', '-T', '--index', index, 'two', 'hostname'])),
  );
  expect(new Set(names).size).toBe(2);
  await scenario.succeeds(['exec', '-d', 'app', 'sh', '-c', 'echo made > /tmp/made']);
  await eventually(async () => expect((await exec('app', 'cat', '/tmp/made')).stdout).toBe('made\n'));
});

test('exec: a command that does not exist, a service that does not run', async () => {
  const missing = await exec('app', 'no-such-command');
  // Docker Engines before 23 say 126.
  expect(missing.status).toBe(inject('home').engine === 'docker-20' ? 126 : 127);
  expect(missing.stdout + missing.stderr).toMatch(
    inject('home').engine === 'embedded'
      ? /"no-such-command": executable file not found in \$PATH/
      : /executable file .*not found in \$PATH/,
  );
  const stopped = await exec('nothing', 'true');
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toMatch(/service "nothing" is not running|no such service: nothing/);
  expect(stopped.stderr).toContain('What runs: app, db, two.');
});

test('exec on a real terminal: size, input, exit code', async () => {
  await using terminal = scenario.terminal(['exec', 'app', 'sh'], { columns: 93, rows: 31 });
  await terminal.shows(/# /);
  terminal.type('stty size; tty\n');
  await terminal.shows(/31 93\n\/dev\/pts\/\d/);
  terminal.type('exit 6\n');
  expect(await terminal.ends()).toBe(6);
});

test('run on a real terminal: Ctrl-C reaches the program', async () => {
  await using terminal = scenario.terminal([
    'run',
    '--rm',
    'app',
    'python',
    '-c',
    "import time\ntry:\n  print('ready'); time.sleep(60)\nexcept KeyboardInterrupt:\n  print('interrupted'); raise SystemExit(8)",
  ]);
  await terminal.shows(/ready/);
  terminal.type('\u0003');
  await terminal.shows(/interrupted/);
  expect(await terminal.ends()).toBe(8);
});
