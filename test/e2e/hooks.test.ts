import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');

test('post_start and pre_stop run in the container as they say, and what they print is shown with the service’s lines', async () => {
  await using scenario = Scenario.create(home, 'hooked', {
    'compose.yml': `services:
  web:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sleep infinity
    init: true
    volumes: [notes:/notes]
    post_start:
      - { command: 'sh -c "echo began $$WORD $$(id -un) $$(pwd)"', user: nobody, working_dir: /tmp, environment: { WORD: said } }
      - { command: [sh, -c, 'echo second >> /notes/all'] }
    pre_stop:
      - { command: [sh, -c, 'echo ending; echo stopped >> /notes/all'] }
  reader:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: cat /notes/all
    volumes: [notes:/notes]
    profiles: [later]
volumes: { notes: {} }
`,
  });
  await using terminal = scenario.terminal(['up', '--menu=false']);
  await terminal.shows(/web-1 {2}\| began said nobody \/tmp\n/);
  terminal.type('\u0003');
  await terminal.shows(/web-1 {2}\| ending\n/);
  await terminal.ends();
  expect(await scenario.succeeds(['run', '--rm', '-T', 'reader'])).toBe('second\nstopped\n');
});

test('a hook that fails fails the command, and its last lines are told', async () => {
  await using scenario = Scenario.create(home, 'unhooked', {
    'compose.yml': `services:
  web:
    image: "redis:6.0-alpine"
    post_start: [{ command: [sh, -c, 'echo no such table >&2; exit 3'] }]
`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toContain('web hook exited with status 3');
  expect(stderr).toContain('no such table');
});

test('what does not run has no hook to run before it goes', async () => {
  await using scenario = Scenario.create(home, 'unstarted', {
    'compose.yml': `services:
  web:
    image: "redis:6.0-alpine"
    pre_stop: [{ command: [touch, /stopped] }]
`,
  });
  await scenario.succeeds(['create']);
  await scenario.succeeds(['down']);
  expect(await scenario.succeeds(['ps', '-aq'])).toBe('');
});

test('pre_start runs to its end before the first container of a service, in order, with its volumes and networks', async () => {
  await using scenario = Scenario.create(home, 'prepared', {
    'compose.yml': `services:
  db: { image: "redis:6.0-alpine" }
  web:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sh -c 'cat /data/steps; exec sleep infinity'
    init: true
    scale: 2
    environment: { OWN: own }
    volumes: [data:/data]
    depends_on: [db]
    pre_start:
      - { command: [sh, -c, 'redis-cli -h db ping >> /data/steps; echo migrating'] }
      - { image: "python:3.12-slim-bookworm", command: [sh, -c, 'echo "$$OWN $$MORE" >> /data/steps'], environment: { MORE: more } }
volumes: { data: {} }
`,
  });
  await using terminal = scenario.terminal(['up', '--menu=false']);
  await terminal.shows(/web +\| migrating\n/);
  for (const name of ['web-1', 'web-2'])
    await terminal.shows(new RegExp(`${name} +\\| PONG\\n(.*\\n)*?${name} +\\| own more\\n`));
  terminal.type('\u0003');
  await terminal.ends();
  // Once for both containers; nothing of it is left.
  const log = await scenario.succeeds(['logs', '--no-log-prefix', 'web']);
  expect(log).toBe('PONG\nown more\nPONG\nown more\n');
});

test('pre_start that fails keeps the service from starting, stays to be looked at, and goes with down', async () => {
  await using scenario = Scenario.create(home, 'unprepared', {
    'compose.yml': `services:
  web:
    image: "redis:6.0-alpine"
    volumes: [data:/data]
    pre_start: [{ command: [sh, -c, 'echo cannot migrate >&2; exit 5'] }]
volumes: { data: {} }
`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /service "web" pre_start\[0\] exited with code 5 \(hook container [0-9a-f]{12} retained for inspection\)/,
  );
  expect(stderr).toContain('cannot migrate');
  expect(await scenario.succeeds(['ps', '-q'])).toBe('');
  // A container that stayed would hold the volume.
  const down = await scenario.tutti(['down', '--volumes']);
  expect(down.stderr).toMatch(/Volume unprepared_data {2}Removed/);
  expect(down.status).toBe(0);
});

/** Speaks the protocol of providers, and writes down how it was called. */
const provider = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  *metadata*) echo '{"description":"acme","up":{"parameters":[{"name":"size","required":true},{"name":"tag"}]},"down":{"parameters":[]},"stop":{"parameters":[]}}' ;;
  *--size=none*) echo '{"type":"info","message":"looking"}'; echo '{"type":"error","message":"no room for that"}'; exec sleep 60 ;;
  *--size=crash*) echo 'no credentials' >&2; exit 3 ;;
  *" up "*)
    echo 'a word of the program' >&2
    echo '{"type":"debug","message":"nobody sees this"}{"type":"info","message":"pulling strings"}'
    printf '{\\n  "type": "setenv",\\n  "message": "URL=https://cloud/db?a=b"\\n}\\n'
    [ -z "$RAW" ] || echo '{"type":"rawsetenv","message":"REGION=here"}' ;;
esac
`;

test('a provider gets its options, gives variables to who depends on it, is told to stop and to go, and may refuse', async () => {
  await using scenario = Scenario.create(home, 'provided', {
    'compose.yml': `services:
  cloud: { provider: { type: acme, options: { size: "\${SIZE:-big}", tag: [a, b], unknown: x } } }
  web:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sh -c 'echo "$$CLOUD_URL $$REGION"; exec sleep infinity'
    init: true
    depends_on: [cloud]
`,
    'bin/acme': provider,
  });
  chmodSync(join(scenario.folder, 'bin/acme'), 0o755);
  const calls = join(scenario.folder, 'calls');
  const env = { PATH: `${scenario.folder}/bin:${process.env['PATH']}`, CALLS: calls, RAW: '1' };
  const up = await scenario.tutti(['up', '-d'], { env });
  expect(up.stderr).toMatch(/ cloud {2}Creating\n[^]* cloud {2}pulling strings\n[^]* cloud {2}Created\n/);
  expect(up.stderr).not.toContain('a word of the program');
  expect(up.status).toBe(0);
  await eventually(async () =>
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'web'])).toBe('https://cloud/db?a=b here\n'),
  );
  await scenario.succeeds(['stop', '-t', '1'], { env });
  await scenario.succeeds(['down'], { env });
  const made = scenario
    .read('calls')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('metadata'));
  expect(made).toEqual([
    'compose --project-name=provided up --size=big --tag=a --tag=b cloud',
    'compose --project-name=provided stop cloud',
    'compose --project-name=provided down cloud',
  ]);
  const refused = await scenario.tutti(['up', '-d'], { env: { ...env, SIZE: 'none' } });
  expect(refused.stderr).toContain('no room for that');
  expect(refused.status).toBe(1);
  const crashed = await scenario.tutti(['up', '-d'], { env: { ...env, SIZE: 'crash' } });
  expect(crashed.stderr).toMatch(
    /failed to create service provider: exit status 3\n {2}The last lines of acme:\n {4}no credentials\n$/,
  );
  const missing = await scenario.tutti(['up', '-d'], { env: { CALLS: calls } });
  expect(missing.stderr).toContain('exec: "acme": executable file not found in $PATH');
});

test('a plan, which asks no provider, takes what it gave last time for what it would give', async () => {
  await using scenario = Scenario.create(home, 'given', {
    'compose.yml': `services:
  cloud: { provider: { type: acme, options: { size: big } } }
  web:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sleep infinity
    init: true
    depends_on: [cloud]
`,
    'bin/acme': provider,
  });
  chmodSync(join(scenario.folder, 'bin/acme'), 0o755);
  const calls = join(scenario.folder, 'calls');
  const env = { PATH: `${scenario.folder}/bin:${process.env['PATH']}`, CALLS: calls, RAW: '1' };
  await scenario.succeeds(['up', '-d'], { env });
  expect(await scenario.tutti(['plan'], { env })).toMatchObject({
    status: 0,
    stdout: '> ask provider cloud: asked each time\n\nNothing to do: what runs is what the files say.\n',
  });
  const report = await scenario.tutti(['plan', '--format', 'json'], { env });
  expect(report.status).toBe(0);
  expect(JSON.parse(report.stdout).steps).toMatchObject([{ resource: 'provider', change: false }]);
  scenario.edit('compose.yml', (text) => `${text}    environment: { MODE: two }\n`);
  const { status, stdout } = await scenario.tutti(['plan'], { env });
  expect(status).toBe(2);
  expect(stdout).toMatch(
    /recreate container given-web-1: configuration changed\n {4}environment\.MODE: \(none\) → "two"\n/,
  );
  expect(stdout).not.toContain('CLOUD_URL');
  expect(stdout).not.toContain('REGION');
});

/** As docker's plugin of that name answers. */
const modelPlugin = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$1" in
  status) echo '{"endpoint":"http://models.local/v1/"}' ;;
  ls) echo '[{"id":"sha256:1","tags":["ai/known"]}]' ;;
  pull) echo "half of $2" ;;
esac
`;

test('models are pulled and configured by the docker CLI’s plugin, and services learn where they answer; without it `up` refuses', async () => {
  await using scenario = Scenario.create(home, 'modelled', {
    'compose.yml': `services:
  chat:
    image: "redis:6.0-alpine"
    entrypoint: []
    command: sh -c 'env | grep -E "^(BIG|SMALL|WHERE)" | sort; exec sleep infinity'
    init: true
    models: { big-one: , small: { endpoint_var: WHERE, model_var: WHERE_MODEL } }
models:
  big-one: { model: ai/new, context_size: 1024, runtime_flags: [--fast] }
  small: { model: ai/known }
`,
    'docker/cli-plugins/docker-model': modelPlugin,
  });
  const without = await scenario.tutti(['up', '-d'], { env: { DOCKER_CONFIG: `${scenario.folder}/none` } });
  expect(without.stderr).toContain("'models' support requires Docker Model plugin");
  expect(without.status).toBe(1);
  chmodSync(join(scenario.folder, 'docker/cli-plugins/docker-model'), 0o755);
  const env = { DOCKER_CONFIG: `${scenario.folder}/docker`, CALLS: join(scenario.folder, 'calls') };
  const up = await scenario.tutti(['up', '-d'], { env });
  expect(up.stderr).toContain(' big-one  half of ai/new\n');
  expect(up.status).toBe(0);
  await eventually(async () =>
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'chat'])).toBe(
      'BIG_ONE_MODEL=ai/new\nBIG_ONE_URL=http://models.local/v1/\nWHERE=http://models.local/v1/\nWHERE_MODEL=ai/known\n',
    ),
  );
  expect(scenario.read('calls').trim().split('\n').sort()).toEqual([
    'configure --context-size 1024 ai/new -- --fast',
    'configure ai/known',
    'ls --json',
    'pull ai/new',
    'status --json',
  ]);
  expect(existsSync(join(scenario.folder, 'none'))).toBe(false);
});
