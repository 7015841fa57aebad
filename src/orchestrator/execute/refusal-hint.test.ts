import { expect, test } from 'vitest';
import { portOf } from './refusal-hint.ts';

test.each([
  [
    'driver failed programming external connectivity on endpoint app-web-1 (abc): Bind for 0.0.0.0:8080 failed: port is already allocated',
    8080,
  ],
  ['Bind for :::18766 failed: port is already allocated', 18766],
  ['Bind for fe80::1:80 failed: port is already allocated', 80],
  [
    'failed to set up container networking: driver failed programming external connectivity on endpoint w (a): failed to bind host port for 127.0.0.1:8080:172.18.0.2:80/tcp: address already in use',
    8080,
  ],
  [
    'driver failed programming external connectivity on endpoint w (a): Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use',
    80,
  ],
  ['failed to bind host port for [::1]:8080: address already in use (by node, process 12)', 8080],
  ['Address already in use: 172.20.0.5', undefined],
  ['No such image: app', undefined],
])('%s', (message, port) => {
  expect(portOf(message)).toBe(port);
});
