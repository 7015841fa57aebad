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
