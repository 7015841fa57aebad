import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');
const service = (name: string, script: string, more = '') => `  ${name}:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: [sh, -c, '${script}']
    init: true
    stop_grace_period: 1s
${more}`;

test('--abort-on-container-exit, --exit-code-from, --abort-on-container-failure: what stops, and with which code', async () => {
  await using scenario = Scenario.create(home, 'aborting', {
    'compose.yml': `services:
${service('stays', 'echo staying; exec sleep infinity')}${service('fails', 'sleep 1; exit 7')}${service('ends', 'sleep 0.2; exit 0')}`,
  });
  const any = await scenario.tutti(['up', '--abort-on-container-exit', 'stays', 'ends']);
  expect(any.status).toBe(0);
  expect(any.stdout).toMatch(/ends-1 exited with code 0\n/);
  expect(any.stderr).toContain('Aborting on container exit...');
  const from = await scenario.tutti(['up', '--exit-code-from', 'fails', 'stays', 'fails']);
  expect(from.status).toBe(7);
  const failure = await scenario.tutti(['up', '--abort-on-container-failure']);
  expect(failure.status).toBe(7);
  expect(await scenario.succeeds(['ps', '-q'])).toBe('');
});

test('`up` says in words why a service ended, and what to try; nothing where the code says all, or somebody stopped it', async () => {
  await using scenario = Scenario.create(home, 'in-words', {
    'compose.yml': `services:
${service('eats', 'sleep 0.5; exec tail /dev/zero', '    mem_limit: 24m\n    memswap_limit: 24m\n')}${service('mistyped', 'sleep 0.2; pyhton')}${service('fails', 'exit 3')}${service('asked', 'kill -TERM $$$$')}`,
  });
  const { stderr, stdout } = await scenario.tutti(['up']);
  for (const [name, code] of Object.entries({ eats: 137, mistyped: 127, fails: 3 }))
    expect(stdout).toContain(`${name}-1 exited with code ${code}\n`);
  expect(stderr).toMatch(/^eats-1: out of memory, its limit is \S+\n {2}Try: more memory \(mem_limit\)\.$/m);
  expect(stderr).toMatch(/^mistyped-1: its command was not found\n {2}Try: a command/m);
  expect(stderr).not.toMatch(/^(fails|asked)-1: /m);
});

test('whose lines `up` shows: --attach, --no-attach, --attach-dependencies, attach: false', async () => {
  await using scenario = Scenario.create(home, 'listening', {
    'compose.yml': `services:
${service('db', 'echo of-db')}${service('web', 'sleep 0.3; echo of-web', '    depends_on: [db]\n')}${service('still', 'echo of-still', '    attach: false\n')}`,
  });
  const shown = async (...args: string[]) => {
    const { stdout, status } = await scenario.tutti(['up', '--force-recreate', ...args]);
    expect(status).toBe(0);
    return [...stdout.matchAll(/\| of-(\w+)/g)].map(([, name = '']) => name).sort((a, b) => (a < b ? -1 : 1));
  };
  expect(await shown()).toEqual(['db', 'web']);
  expect(await shown('web')).toEqual(['web']);
  expect(await shown('--attach-dependencies', 'web')).toEqual(['db', 'web']);
  expect(await shown('--no-attach', 'web')).toEqual(['db']);
  expect(await shown('--attach', 'still')).toEqual(['still']);
});

test('Ctrl-C while a service waits for another stops what runs, and ends', async () => {
  const waits = '    depends_on: { never: { condition: service_healthy } }\n';
  const check = '    healthcheck: { test: ["CMD", "false"], interval: 100s, start_period: 100s }\n';
  await using scenario = Scenario.create(home, 'early', {
    'compose.yml': `services:
${service('never', 'echo here; exec sleep infinity', check)}${service('waits', 'echo too late', waits)}`,
  });
  await using terminal = scenario.terminal(['up']);
  await terminal.shows(/never-1 +\| here/);
  terminal.type('\x03');
  expect(await terminal.ends()).toBe(130);
  expect(await scenario.succeeds(['ps', '-q'])).toBe('');
});

test('a dependency that is shown and runs on does not keep up from ending', async () => {
  await using scenario = Scenario.create(home, 'shown', {
    'compose.yml': `services:
${service('db', 'echo of-db; exec sleep infinity')}${service('web', 'exec sleep infinity', '    depends_on: [db]\n')}`,
  });
  await using terminal = scenario.terminal(['up', '--attach-dependencies', 'web']);
  await terminal.shows(/db-1 +\| of-db/);
  await eventually(() => scenario.succeeds(['exec', '-T', 'web', 'true']));
  terminal.type('\x03');
  expect(await terminal.ends()).toBe(130);
  expect(await scenario.succeeds(['ps', '--services'])).toBe('db\n');
});

test('each end of a container that is started again is told when it happens', async () => {
  await using scenario = Scenario.create(home, 'again', {
    'compose.yml': `services:
${service('loops', 'echo again; exit 4', '    restart: always\n')}`,
  });
  await using terminal = scenario.terminal(['up']);
  await terminal.shows(/(again[^]*loops-1 exited with code 4 \(restarting\)[^]*){3}/);
  terminal.type('\x03');
  expect(await terminal.ends()).toBe(130);
});

test('up -d says which services have died by the time all are started, why and what to try, and ends with 0', async () => {
  await using scenario = Scenario.create(home, 'dying', {
    'compose.yml': `services:
${service('fine', 'exec sleep infinity')}${service('once', 'echo done')}${service('bad', 'exec >&2; echo reading; echo no such key; exit 3')}${service(
  'loops',
  'echo again; exit 4',
  '    restart: always\n',
)}${service('last', 'exec sleep infinity', '    depends_on: { slow: { condition: service_completed_successfully } }\n')}${service('slow', 'sleep 2')}`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /\nbad \(dying-bad-1\) exited with code 3\n {2}Its last lines:\n {4}reading\n {4}no such key\n {2}Try: tutti logs bad /,
  );
  expect(stderr).toMatch(
    /\nloops \(dying-loops-1\) exited with code 4; its restart policy starts it again\n/,
  );
  expect(stderr).not.toMatch(/\n(fine|once|last|slow) \(/);
  expect((await scenario.tutti(['up', '-d', 'fine'])).stderr).not.toContain('exited with');
});

test('up --wait and start --wait: healthy, or which service is not and what its check said', async () => {
  const check = (script: string) =>
    `    healthcheck: { test: ["CMD-SHELL", "${script}"], interval: 0.3s, retries: 2 }\n`;
  await using scenario = Scenario.create(home, 'waiting', {
    'compose.yml': `services:
${service('good', 'exec sleep infinity', check('true'))}${service('sick', 'exec sleep infinity', check('echo cannot connect; false'))}`,
  });
  await scenario.succeeds(['up', '--wait', 'good']);
  await scenario.succeeds(['stop', 'good']);
  const started = await scenario.tutti(['start', '--wait', 'good']);
  expect(started.stderr).toMatch(/Container waiting-good-1 {2}Healthy/);
  expect(started.status).toBe(0);
  const { status, stderr } = await scenario.tutti(['up', '--wait']);
  expect(status).toBe(1);
  expect(stderr).toContain('container waiting-sick-1 is unhealthy');
  expect(stderr).toMatch(
    /sick \(waiting-sick-1\) is unhealthy: its check failed \d+ times in a row and said:\n +cannot connect\n/,
  );
});

let talking: Scenario;

beforeAll(async () => {
  talking = Scenario.create(home, 'talking', {
    'compose.yml': `services:
${service('echo', 'while read -r line; do test "$$line" = end && exit 9; echo "heard $$line"; done', '    stdin_open: true\n')}${service('shell', 'exec sh', '    stdin_open: true\n    tty: true\n')}`,
  });
  await talking.succeeds(['up', '-d']);
});

afterAll(async () => {
  await talking[Symbol.asyncDispose]();
});

test('attach: input and output, the keys that let go, no input, the exit code', async () => {
  await using terminal = talking.terminal(['attach', '--detach-keys', 'ctrl-x,x', 'shell']);
  terminal.type('echo $((40 + 2))\r');
  await terminal.shows(/\n42\n/);
  terminal.type('\u0018x');
  expect(await terminal.ends()).toBe(0);
  expect(await talking.succeeds(['ps', '--status', 'running', '--services'])).toBe('echo\nshell\n');
  await using plain = talking.terminal(['attach', 'echo']);
  plain.type('one\ntwo\n');
  await plain.shows(/heard one\n(two\n)?heard two\n/);
  plain.type('end\n');
  expect(await plain.ends()).toBe(9);
  await talking.succeeds(['start', 'echo']);
  await using silent = talking.terminal(['attach', '--no-stdin', '--sig-proxy=false', 'echo']);
  silent.type('not sent\n');
  await eventually(() => expect(silent.text).toContain('not sent'));
  expect(await talking.succeeds(['logs', '--no-log-prefix', 'echo'])).toBe('heard one\nheard two\n');
  silent.type('\u0003');
  await silent.ends();
  expect((await talking.tutti(['attach', 'nothing'])).status).toBe(1);
});

test('wait, events --json and stats tell of the same containers', async () => {
  await talking.succeeds(['up', '-d']);
  const ids = (await talking.succeeds(['ps', '-q', 'echo'])).trim();
  const now = String(Math.floor(Date.now() / 1000));
  await using events = talking.terminal(['events', '--json', '--since', now, 'echo']);
  const stats = await talking.succeeds(['stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}']);
  expect(stats.trim().split('\n').sort()).toEqual([
    expect.stringMatching(/^talking-echo-1 \d+$/),
    expect.stringMatching(/^talking-shell-1 \d+$/),
  ]);
  const waited = talking.tutti(['wait', 'echo']);
  await talking.succeeds(['kill', 'echo']);
  expect(await waited).toMatchObject({
    status: 137,
    stdout: `container "${ids}" exited with status code 137\n`,
  });
  const [line = ''] = await events.shows(/\{[^\n]*"action":"die"[^\n]*"137"[^\n]*\}/);
  expect(JSON.parse(line)).toMatchObject({
    action: 'die',
    id: ids,
    service: 'echo',
    type: 'container',
    attributes: { exitCode: '137', name: 'talking-echo-1' },
  });
});
