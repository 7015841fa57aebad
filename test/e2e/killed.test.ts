import { expect, inject, test } from 'vitest';
import { answers, eventually } from '../support/wait.ts';
import { engineListens, engineProcess, Scenario } from '../support/world.ts';

const home = inject('home');

const counting = `services:
  counter:
    image: redis:6.0-alpine
    entrypoint: []
    command: bash -c 'i=0; while true; do i=$$((i+1)); echo line $$i; sleep 0.01; done'
    volumes: [data:/data]
  web:
    image: python:3.12-slim-bookworm
    command: python -m http.server 8000
    ports: ["18000:8000"]
    restart: always
volumes: { data: }
`;

const enginePid = () => engineProcess(home);

test('kill -9 of the engine: containers run on, no log line is lost, names and ports answer, `up` has nothing to do', async () => {
  await using scenario = Scenario.create(home, 'killed', { 'compose.yml': counting });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['exec', '-T', 'counter', 'sh', '-c', 'echo kept > /data/file']);
  const ids = await scenario.succeeds(['ps', '-q']);
  const killed = enginePid();
  if (killed === undefined) throw new Error('no engine runs');
  process.kill(killed, 'SIGKILL');
  expect(await answers('http://127.0.0.1:18000/')).toContain('Directory listing');

  expect(await scenario.succeeds(['ps', '-q'])).toBe(ids);
  expect(enginePid()).not.toBe(killed);
  const again = await scenario.tutti(['up', '-d']);
  expect(again.status).toBe(0);
  expect(await scenario.succeeds(['ps', '-q'])).toBe(ids);
  expect(await scenario.succeeds(['exec', '-T', 'counter', 'cat', '/data/file'])).toBe('kept\n');
  expect(await scenario.succeeds(['exec', '-T', 'counter', 'getent', 'hosts', 'web'])).toMatch(/ web\n/);
  const numbers =
    (await scenario.succeeds(['logs', '--no-log-prefix', 'counter'])).match(/\d+/g)?.map(Number) ?? [];
  expect(numbers.length).toBeGreaterThan(20);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('an exit while no engine runs is known to the next one, and the restart policy is carried out', async () => {
  await using scenario = Scenario.create(home, 'ended', {
    'compose.yml': `services:
  short: { image: "redis:6.0-alpine", entrypoint: [], command: sh -c 'sleep 1; exit 7' }
  again: { image: "redis:6.0-alpine", entrypoint: [], command: sh -c 'echo run; sleep 1', restart: always }
`,
  });
  await scenario.succeeds(['up', '-d']);
  const killed = enginePid();
  if (killed === undefined) throw new Error('no engine runs');
  process.kill(killed, 'SIGKILL');
  await eventually(async () => {
    expect(await scenario.succeeds(['ps', '-a', '--format', '{{.ExitCode}}', 'short'])).toBe('7\n');
    const runs = (await scenario.succeeds(['logs', '--no-log-prefix', 'again']))
      .split('\n')
      .filter((line) => line === 'run');
    expect(runs.length).toBeGreaterThan(1);
  });
});

test('kill -9 of the command line at many moments of `up`: the next `up` completes the work', async () => {
  const services = Array.from(
    { length: 6 },
    (_, n) =>
      `  s${n}: { image: "redis:6.0-alpine", volumes: ["v${n}:/data"]${n > 0 ? `, depends_on: [s${n - 1}]` : ''} }`,
  );
  const volumes = Array.from({ length: 6 }, (_, n) => `  v${n}:`);
  await using scenario = Scenario.create(home, 'interrupted', {
    'compose.yml': `services:\n${services.join('\n')}\nvolumes:\n${volumes.join('\n')}\n`,
  });
  await scenario.succeeds(['pull', '-q', '--policy', 'missing']);
  for (const milliseconds of [60, 120, 180, 250, 350]) {
    await scenario.tutti(['up', '-d'], { killAfter: milliseconds });
    await scenario.succeeds(['up', '-d']);
    const states = (await scenario.succeeds(['ps', '-a', '--format', '{{.Service}} {{.State}}']))
      .trim()
      .split('\n');
    expect(states).toEqual(Array.from({ length: 6 }, (_, n) => `s${n} running`));
    await scenario.succeeds(['down', '-v', '-t', '1']);
  }
});

test('kill -9 of the engine while `up` is under way: the next `up` completes the work', async () => {
  const services = Array.from({ length: 8 }, (_, n) => `  s${n}: { image: "redis:6.0-alpine" }`).join('\n');
  await using scenario = Scenario.create(home, 'shot', { 'compose.yml': `services:\n${services}\n` });
  await scenario.succeeds(['pull', '-q', '--policy', 'missing']);
  const up = scenario.tutti(['up', '-d']);
  await eventually(async () => expect(await scenario.succeeds(['ps', '-a', '-q'])).not.toBe(''));
  const killed = enginePid();
  if (killed !== undefined) process.kill(killed, 'SIGKILL');
  await up;
  await scenario.succeeds(['up', '-d']);
  expect((await scenario.succeeds(['ps', '-q'])).trim().split('\n')).toHaveLength(8);
  expect(await engineListens(home)).toBe(true);
});
