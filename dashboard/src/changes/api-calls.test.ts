import { expect, test } from 'vitest';
import { apiCallsOf } from './api-calls.ts';

test('steps are told as calls of the Docker Engine API', () => {
  const common = { id: '', cause: { reason: 'missing', changes: [] }, after: [] };
  expect(
    apiCallsOf([
      { ...common, action: 'create', resource: 'network', name: 'app_default' },
      { ...common, action: 'pull', resource: 'image', name: 'redis:7' },
      { ...common, action: 'create', resource: 'container', name: 'app-web-1' },
      { ...common, action: 'create', resource: 'provider', name: 'x' },
    ]),
  ).toEqual([
    'POST /networks/create  {"Name": "app_default"}',
    'POST /images/create?fromImage=redis:7',
    'POST /containers/create?name=app-web-1',
    'POST /containers/app-web-1/start',
  ]);
});
