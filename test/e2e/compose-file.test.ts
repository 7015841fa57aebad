import { expect, inject, test } from 'vitest';
import { answers, eventually } from '../support/wait.ts';
import { waiting } from '../support/waiting.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');
const image = '"redis:6.0-alpine"';

test('secrets and env files from files, a bind mount both ways, labels', async () => {
  const yaml =
    'env_file: [a.env, { path: none.env, required: false }]\nsecrets: [pass]\nvolumes: [./here:/there, "./ro:/ro:ro"]\nlabels: { a.label: "value" }';
  await using scenario = Scenario.create(home, 'files', {
    'compose.yml': `${waiting(yaml)}secrets: { pass: { file: ./pass.txt } }\n`,
    'a.env': "# comment\nPLAIN=one\nQUOTED='two words'\nexport EXPANDED=${PLAIN}-more\n",
    'pass.txt': 'open sesame',
    'here/x': 'x',
    'ro/y': 'y',
  });
  await scenario.succeeds(['up', '-d']);
  const inside = await scenario.succeeds([
    'exec',
    '-T',
    'app',
    'sh',
    '-c',
    'echo $PLAIN $QUOTED $EXPANDED; cat /run/secrets/pass; echo; echo new > /there/z; touch /ro/z 2>&1; true',
  ]);
  expect(inside).toMatch(/^one two words one-more\nopen sesame\n.*Read-only file system/);
  expect(scenario.read('here/z')).toBe('new\n');
  expect(await scenario.succeeds(['ps', '--format', '{{.Label "a.label"}}'])).toBe('value\n');
});

test('depends_on with its three conditions: order, health and completion are waited for', async () => {
  await using scenario = Scenario.create(home, 'order', {
    'compose.yml': `services:
  last:
    image: ${image}
    entrypoint: []
    command: sh -c 'cat /shared/migrated && redis-cli -h db get ready'
    volumes: [shared:/shared]
    depends_on:
      db: { condition: service_healthy }
      migrate: { condition: service_completed_successfully }
      other: { condition: service_started }
  migrate:
    image: ${image}
    entrypoint: []
    command: sh -c 'sleep 1; redis-cli -h db set ready yes; echo migrated > /shared/migrated'
    volumes: [shared:/shared]
    depends_on: { db: { condition: service_healthy } }
  db:
    image: ${image}
    healthcheck: { test: [CMD, redis-cli, ping], interval: 500ms, retries: 20 }
  other: { image: ${image} }
volumes: { shared: }
`,
  });
  await scenario.succeeds(['up', '-d']);
  await eventually(async () =>
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'last'])).toBe('migrated\nyes\n'),
  );
});

test('a dependency that fails: `up` says which and ends with 1', async () => {
  await using scenario = Scenario.create(home, 'broken', {
    'compose.yml': `services:
  app: { image: ${image}, depends_on: { job: { condition: service_completed_successfully } } }
  job: { image: ${image}, entrypoint: [], command: sh -c 'exit 9' }
`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/service "job" didn't complete successfully: exit 9/);
});

test('networks: separate, shared, aliased, internal, external', async () => {
  await using scenario = Scenario.create(home, 'nets', {
    'compose.yml': `services:
  a: { image: ${image}, networks: [left] }
  b: { image: ${image}, networks: { left: { aliases: [bee] }, right: } }
  c: { image: ${image}, networks: [right] }
  e: { image: ${image}, networks: [outside] }
networks:
  left:
  right: { internal: true }
  outside: { external: true, name: made-by-hand }
`,
  });
  const missing = await scenario.tutti(['up', '-d']);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/network made-by-hand declared as external, but could not be found/);

  await using neighbour = Scenario.create(home, 'neighbour', {
    'compose.yml': `services:\n  n: { image: ${image}, networks: [made] }\nnetworks:\n  made: { name: made-by-hand }\n`,
  });
  await neighbour.succeeds(['up', '-d']);
  await scenario.succeeds(['up', '-d']);
  const ping = (from: string, to: string) =>
    scenario.tutti(['exec', '-T', from, 'redis-cli', '-h', to, 'ping']);
  expect((await ping('a', 'bee')).stdout).toBe('PONG\n');
  expect((await ping('c', 'b')).stdout).toBe('PONG\n');
  expect((await ping('e', 'n')).stdout).toBe('PONG\n');
  expect((await ping('a', 'c')).stdout).not.toContain('PONG');
  await scenario.succeeds(['down']);
});

test('an internal network leads nowhere else', async () => {
  await using scenario = Scenario.create(home, 'inner', {
    'compose.yml': `services:\n  c: { image: ${image}, networks: [inside] }\nnetworks: { inside: { internal: true } }\n`,
  });
  await scenario.succeeds(['up', '-d']);
  const routes = await scenario.succeeds(['exec', '-T', 'c', 'cat', '/proc/net/route']);
  expect(routes).not.toMatch(/^eth\d\t00000000\t/m);
});

test('profiles, scale, dockerfile_inline, build args and target', async () => {
  await using scenario = Scenario.create(home, 'mixed', {
    'compose.yml': `services:
  built:
    build:
      context: .
      target: chosen
      args: { WORD: told }
      dockerfile_inline: |
        FROM redis:6.0-alpine AS chosen
        ARG WORD=default
        RUN echo $$WORD > /word
        FROM chosen AS other
        RUN exit 1
    entrypoint: []
    command: cat /word
  many: { image: ${image}, scale: 3 }
  tool: { image: ${image}, profiles: [extra] }
`,
  });
  await scenario.succeeds(['up', '-d']);
  const names = (await scenario.succeeds(['ps', '-a', '--format', '{{.Name}}'])).trim().split('\n');
  expect(names).toEqual(['mixed-built-1', 'mixed-many-1', 'mixed-many-2', 'mixed-many-3']);
  await eventually(async () =>
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'built'])).toBe('told\n'),
  );
  await scenario.succeeds(['--profile', 'extra', 'up', '-d']);
  expect(await scenario.succeeds(['ps', '--services'])).toContain('tool');
});

test('of a dependency that fails the last run is told, of containers that failed before nothing', async () => {
  await using scenario = Scenario.create(home, 'told', {
    'compose.yml': `services:
  before: { image: ${image}, entrypoint: [], command: sh -c 'echo earlier; exit 4' }
  migrate: { image: ${image}, entrypoint: [], command: sh -c 'echo no table; exit 3' }
  app:
    image: ${image}
    depends_on: { migrate: { condition: service_completed_successfully } }
`,
  });
  await scenario.succeeds(['up', '-d', 'before']);
  await scenario.tutti(['up', '-d', 'app']);
  const { status, stderr } = await scenario.tutti(['up', '-d', 'app']);
  expect(status).toBe(1);
  expect(stderr).toContain('service "migrate" didn\'t complete successfully: exit 3\n');
  expect(stderr).toMatch(
    /migrate \(told-migrate-1\) exited with code 3\n {2}Its last lines:\n {4}no table\n(?! {4})/,
  );
  expect(stderr).not.toContain('earlier');
});

test('restart: on-failure tries again as often as told; stop_signal and stop_grace_period are kept', async () => {
  await using scenario = Scenario.create(home, 'again', {
    'compose.yml': `services:
  fails: { image: ${image}, entrypoint: [], command: sh -c 'echo try; exit 1', restart: "on-failure:2" }
  polite:
    image: ${image}
    entrypoint: []
    command: bash -c 'trap "echo got USR1; exit 0" USR1; while true; do sleep 0.1; done'
    stop_signal: SIGUSR1
    stop_grace_period: 20s
`,
  });
  await scenario.succeeds(['up', '-d']);
  await eventually(async () =>
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'fails'])).toBe('try\ntry\ntry\n'),
  );
  await scenario.succeeds(['stop', 'polite']);
  expect(await scenario.succeeds(['logs', '--no-log-prefix', 'polite'])).toBe('got USR1\n');
  expect(await scenario.succeeds(['ps', '-a', '--format', '{{.ExitCode}}', 'polite'])).toBe('0\n');
});

test('a published range, a chosen port, a long form; `port` tells which', async () => {
  await using scenario = Scenario.create(home, 'ports', {
    'compose.yml': `services:
  web:
    image: "python:3.12-slim-bookworm"
    command: python -m http.server 8000
    ports:
      - "8000"
      - { target: 8000, published: "18100-18110", host_ip: 127.0.0.1 }
`,
  });
  await scenario.succeeds(['up', '-d']);
  const address = (await scenario.succeeds(['port', 'web', '8000'])).trim();
  expect(await answers(`http://127.0.0.1:${address.split(':').at(-1)}/`)).toContain('Directory listing');
  const ports = await scenario.succeeds(['ps', '--format', '{{.Ports}}']);
  const chosen = /127\.0\.0\.1:(181\d\d)->8000\/tcp/.exec(ports)?.[1];
  expect(await answers(`http://127.0.0.1:${chosen}/`)).toContain('Directory listing');
});

test('an attribute of the specification that is not carried out is named, never dropped', async () => {
  await using scenario = Scenario.create(home, 'warned', {
    'compose.yml': waiting('credential_spec: { file: x.json }\nisolation: hyperv'),
  });
  const { stderr } = await scenario.tutti(['up', '-d']);
  expect(stderr).toMatch(/credential_spec/);
});
