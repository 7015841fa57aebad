import { expect, test } from 'vitest';
import type { Project } from '../../compose-file/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { explained, portOf } from './refusal-hint.ts';

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

const published = { ports: [{ target: 80, published: '18777' }] };
const project = { services: { a: published, b: published, c: {} } } as unknown as Project;
/** An engine on which no container runs yet. */
const client = {
  endpoint: { transport: 'unix' },
  json: async () => [],
} as unknown as ContainerQuery['client'];

test.each([
  [
    'Bind for 0.0.0.0:18777 failed: port is already allocated (by container shop-a-1 of project shop)',
    'container shop-a-1 of project shop',
  ],
  ['Bind for 0.0.0.0:18777 failed: port is already allocated', 'service a of this project'],
  ['Bind for 0.0.0.0:18778 failed: port is already allocated', 'another container'],
])('who holds a port, when it is a container that is being started: %s', async (message, holder) => {
  const work = { client, project, signal: new AbortController().signal };
  const error = await explained(work, new EngineError('system', message), 'b');
  expect((error as EngineError).hint).toMatch(
    new RegExp(`^Port 1877\\d is held by ${holder}: stop that, or`),
  );
});
