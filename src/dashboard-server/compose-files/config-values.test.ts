import { expect, test } from 'vitest';
import { configValue } from './config-values.ts';

function shown(path: string, value: string, steps: string[] = []) {
  return configValue({ path, value, from: 'compose.yml:1:1', steps });
}

test.each([
  ['services.db.environment.POSTGRES_PASSWORD', 'hunter2'],
  ['services.db.build.args.NPM_TOKEN', 'hunter2'],
  ['services.db.environment.DATABASE_URL', 'postgres://me:hunter2@db/'],
  ['services.db.command', 'run --url postgres://me:hunter2@db/'],
  ['secrets.key.content', 'hunter2'],
])('%s is masked, also where a step quotes it', (path, value) => {
  const made = shown(path, value, [`interpolated from ${JSON.stringify(value)}`, 'X from .env:2']);
  expect(made.masked).toBe(true);
  expect(JSON.stringify(made)).not.toContain('hunter2');
  expect(made.steps[1]).toBe('X from .env:2');
});

test.each([
  ['services.db.environment.TZ', 'UTC'],
  ['services.web.secrets.[0].source', 'password'],
  ['secrets.password.file', '/run/password.txt'],
])('%s is shown', (path, value) => {
  expect(shown(path, value)).toMatchObject({ value, masked: false });
});
