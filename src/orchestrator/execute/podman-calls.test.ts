import { expect, test } from 'vitest';
import { chooseHostPorts } from './podman-calls.ts';

test('of each range the first port that nobody has; a port or none stays as it is', () => {
  const bindings = {
    '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8000-8003' }, { HostPort: '8000-8003' }],
    '53/udp': [{ HostPort: '8000-8001' }, { HostPort: '' }],
    '443/tcp': [{ HostPort: '8443' }],
  };
  expect(chooseHostPorts(bindings, new Set(['8000/tcp', '8002/tcp', '8001/udp']))).toEqual({
    '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8001' }, { HostPort: '8003' }],
    '53/udp': [{ HostPort: '8000' }, { HostPort: '' }],
    '443/tcp': [{ HostPort: '8443' }],
  });
});

test('a range without a free port is refused', () => {
  const bindings = { '80/tcp': [{ HostPort: '8000-8001' }] };
  expect(() => chooseHostPorts(bindings, new Set(['8000/tcp', '8001/tcp']))).toThrow('8000-8001/tcp');
});
