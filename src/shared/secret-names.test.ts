import { expect, test } from 'vitest';
import { looksSecret } from './secret-names.ts';

test.each([
  ['POSTGRES_PASSWORD', '', true],
  ['API_KEY', '', true],
  ['AWS_SECRET_ACCESS_KEY', '', true],
  ['DATABASE_URL', 'postgres://app:s3cret@db/app', true],
  ['DATABASE_URL', 'postgres://db/app', false],
  ['KEYBOARD', 'de', false],
  ['PATH', '/usr/bin:/bin', false],
])('%s=%s', (name, value, secret) => {
  expect(looksSecret(name, value)).toBe(secret);
});
