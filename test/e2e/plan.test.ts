import { expect, inject, test } from 'vitest';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');

const file = `services:
  app:
    image: "${pullable(home, 'redis:6.0-alpine')}"
    entrypoint: []
    command: sleep inf
    init: true
    environment: { DB_PASSWORD: first-secret, MODE: one }
`;

test('`plan` tells field by field what `up` would change, and `up --dry-run` tells the same and changes nothing', async () => {
  await using scenario = Scenario.create(home, 'planned', { 'compose.yml': file });
  const plan = (...flags: string[]) => scenario.tutti([...flags, 'plan'], { env: { NO_COLOR: undefined } });
  await scenario.succeeds(['pull', '-q', '--policy', 'missing']);
  expect(await plan()).toMatchObject({
    status: 2,
    stdout:
      '+ create network planned_default: missing\n+ create container planned-app-1: missing\n\nPlan: 2 to create.\n',
  });
  await scenario.succeeds(['up', '-d']);
  expect(await plan()).toMatchObject({
    status: 0,
    stdout: 'Nothing to do: what runs is what the files say.\n',
  });

  scenario.edit('compose.yml', (text) =>
    text
      .replace('first-secret', 'second-secret')
      .replace('MODE: one', 'MODE: two')
      .concat('    networks: { default: { aliases: [www] } }\n'),
  );
  const id = await scenario.succeeds(['ps', '-q']);
  const changed = await plan();
  expect(changed).toMatchObject({ status: 2, stderr: '' });
  expect(changed.stdout).toMatch(/^~ recreate container planned-app-1: configuration changed$/m);
  expect(changed.stdout).toMatch(/^ {4}environment\.DB_PASSWORD: \(hidden\) → \(hidden\)$/m);
  expect(changed.stdout).toMatch(/^ {4}environment\.MODE: "one" → "two"$/m);
  expect(changed.stdout).toMatch(/^ {4}networks\.planned_default\.aliases: .*"app".* → .*"www".*$/m);
  expect(changed.stdout).not.toMatch(/secret|labels/);
  expect(await scenario.succeeds(['up', '--dry-run'])).toBe(changed.stdout);
  expect(await scenario.succeeds(['ps', '-q'])).toBe(id);

  const { status, stdout } = await scenario.tutti(['plan', '--format', 'json']);
  expect(status).toBe(2);
  expect(stdout).not.toContain('secret');
  const [step] = JSON.parse(stdout).steps;
  expect(step).toMatchObject({ action: 'recreate', name: 'planned-app-1', service: 'app' });
  expect(step.cause.changes).toContainEqual({ field: 'environment.MODE', before: '"one"', after: '"two"' });

  expect((await plan('--ansi', 'always')).stdout).toContain(
    '\u001b[33m~ recreate container planned-app-1\u001b[0m',
  );
  const plain = await scenario.tutti(['--ansi', 'always', 'plan'], { env: { NO_COLOR: '1' } });
  expect(plain.stdout).toBe(changed.stdout);

  await scenario.succeeds(['up', '-d']);
  expect((await plan()).status).toBe(0);
});

const base = `services:
  app:
    image: "${pullable(home, 'redis:6.0-alpine')}"
    init: true
`;

/** What stands in the file and is then taken out, and how a plan calls it. */
const removed: [text: string, told: string][] = [
  ['entrypoint: [sh, -c]', 'entrypoint: ["sh","-c"] → ["docker-entrypoint.sh"]'],
  ['command: [sleep inf]', 'cmd: ["sleep inf"] → ["redis-server"]'],
  ['environment: { MODE: one }', 'environment.MODE: "one" → (none)'],
  ['labels: { mine: one }', 'labels.mine: "one" → (none)'],
  ['working_dir: /tmp', 'working_dir: "/tmp" → "/data"'],
  ['user: "0:0"', 'user: "0:0" → (none)'],
  ['hostname: mine', 'hostname: "mine" → "<id>"'],
  ['expose: ["7000"]', 'exposed_ports: ["6379/tcp","7000/tcp"] → ["6379/tcp"]'],
  ['ports: ["6379"]', 'port_bindings: ["6379/tcp"] → (none)'],
  ['volumes: ["kept:/kept"]', 'binds: ["unplanned_kept:/kept:rw"] → (none)'],
  ['tmpfs: [/run]', 'tmpfs: ["/run"] → (none)'],
  ['mem_limit: 64m', 'memory: 67108864 → (none)'],
  // What it is then is a setting of Podman's, which it does not tell.
  ['shm_size: 32m', `shm_size: 33554432 → ${home.engine === 'podman' ? '(none)' : '67108864'}`],
  ['cap_add: [NET_ADMIN]', 'cap_add: ["CAP_NET_ADMIN"] → (none)'],
  ['cap_drop: [MKNOD]', 'cap_drop: ["CAP_MKNOD"] → (none)'],
  ['dns: [10.0.0.1]', 'dns: ["10.0.0.1"] → (none)'],
  ['extra_hosts: ["far:10.0.0.2"]', 'extra_hosts: ["far:10.0.0.2"] → (none)'],
  ['read_only: true', 'readonly_rootfs: true → (none)'],
  ['restart: always', 'restart_policy: {"Name":"always"} → {"Name":"no"}'],
  ['stop_signal: SIGKILL', 'stop_signal: "SIGKILL" → "SIGTERM"'],
  ['healthcheck: { test: "true" }', 'healthcheck: {"Test":["CMD-SHELL","true"]} → (none)'],
  ['ulimits: { nofile: 1000 }', 'ulimits: [{"Hard":1000,"Name":"nofile","Soft":1000}] → (none)'],
];

test('`plan` tells what was taken out of the file', async () => {
  const lines = removed.map(([text]) => `    ${text}\n`).join('');
  const volumes = 'volumes: { kept: }\n';
  await using scenario = Scenario.create(home, 'unplanned', { 'compose.yml': base + lines + volumes });
  await scenario.succeeds(['pull', '-q', '--policy', 'missing']);
  await scenario.succeeds(['up', '-d']);
  const id = (await scenario.succeeds(['ps', '-q'])).slice(0, 12);
  scenario.edit('compose.yml', () => base + volumes);
  const { status, stdout } = await scenario.tutti(['plan']);
  expect(status).toBe(2);
  const told = [...stdout.matchAll(/^ {4}(.*)$/gm)].map(([, line]) => line?.replace(id, '<id>'));
  expect(new Set(told)).toEqual(new Set(removed.map(([, line]) => line)));
  await scenario.succeeds(['up', '-d']);
  expect(await scenario.tutti(['plan'])).toMatchObject({ status: 0 });
});
