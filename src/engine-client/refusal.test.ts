import { expect, test } from 'vitest';
import { refusal } from './refusal.ts';

const kindOf = (body: object): string =>
  refusal({ status: 500, reason: 'Internal Server Error' }, Buffer.from(JSON.stringify(body))).kind;

test('what Podman refuses with 500 is told by its cause', () => {
  const message = 'no exec session with ID 1 found in container 2: no such exec session';
  expect(kindOf({ cause: 'no such exec session', message, response: 500 })).toBe('not-found');
  expect(kindOf({ cause: 'something else', message, response: 500 })).toBe('system');
});
