import { expect, test } from 'vitest';
import { checkValue } from './body.ts';
import { containerCreate, networkCreate } from './index.ts';

test('null is absent, except as the value of an endpoint or a port', () => {
  const body = checkValue(
    {
      Image: 'redis',
      Env: null,
      Healthcheck: null,
      HostConfig: { Binds: null, PortBindings: { '80/tcp': null } },
      NetworkingConfig: { EndpointsConfig: { front: null } },
    },
    containerCreate,
  );
  expect(body).toEqual({
    Image: 'redis',
    HostConfig: { PortBindings: { '80/tcp': null } },
    NetworkingConfig: { EndpointsConfig: { front: null } },
  });
});

test('a command may be one string, and what is not known is not kept', () => {
  expect(checkValue({ Image: 'a', Cmd: 'ls', Entrypoint: ['sh', '-c'], New: 1 }, containerCreate)).toEqual({
    Image: 'a',
    Cmd: ['ls'],
    Entrypoint: ['sh', '-c'],
  });
});

test('a wrong type is refused with its place', () => {
  expect(() => checkValue({ HostConfig: { Memory: '1g' } }, containerCreate)).toThrow(
    'invalid JSON: HostConfig.Memory: ',
  );
  expect(() => checkValue({}, networkCreate)).toThrow('Name');
});
