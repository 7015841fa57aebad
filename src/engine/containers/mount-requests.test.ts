import { expect, test } from 'vitest';
import type { HostConfig } from '../../engine-api/index.ts';
import { planMounts } from './mount-requests.ts';

const plan = (hostConfig: HostConfig, volumes: Record<string, Record<string, never>> = {}) =>
  planMounts({ Volumes: volumes }, hostConfig, () => []);

test('short forms', () => {
  const { mounts, volumes } = plan({ Binds: ['/src:/a:ro', 'data:/b', 'data:/c:nocopy', '/src:/d:rshared'] });
  expect(mounts).toMatchObject([
    { type: 'bind', source: '/src', target: '/a', readOnly: true, propagation: 'rprivate' },
    { type: 'volume', source: 'data', target: '/b', copyUp: true, anonymous: false },
    { type: 'volume', source: 'data', target: '/c', copyUp: false },
    { type: 'bind', target: '/d', propagation: 'rshared' },
  ]);
  expect(volumes).toEqual([{ name: 'data', driver: 'local', options: {}, labels: {} }]);
});

test('an image volume does not hide what the user gave', () => {
  const { mounts } = plan({ Binds: ['data:/b/'] }, { '/b': {}, '/anonymous': {} });
  expect(mounts).toMatchObject([
    { target: '/b', source: 'data' },
    { target: '/anonymous', anonymous: true, source: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  ]);
});

test('the driver options of an unnamed volume reach it', () => {
  const { mounts, volumes } = plan({
    Mounts: [
      {
        Type: 'volume',
        Target: '/t',
        VolumeOptions: { DriverConfig: { Options: { type: 'tmpfs', device: 't' } } },
      },
    ],
  });
  expect(volumes).toEqual([
    { name: mounts[0]?.source, driver: 'local', options: { type: 'tmpfs', device: 't' }, labels: {} },
  ]);
});

test.each([
  [{ Binds: ['/a:/x', '/b:/x'] }, 'Duplicate mount point: /x'],
  [{ Binds: ['/a:x'] }, "mount path must be absolute: 'x'"],
  [{ Binds: ['./a:/x'] }, 'If you intended to pass a host directory, use absolute path'],
  [{ Binds: ['/a:/'] }, "destination can't be '/'"],
  [{ Binds: ['/a:/x:fast'] }, 'invalid mode: fast'],
  [
    { Mounts: [{ Type: 'bind', Source: '/no/such', Target: '/x' }] },
    'bind source path does not exist: /no/such',
  ],
] as [HostConfig, string][])('%j is refused', (hostConfig, message) => {
  expect(() => plan(hostConfig)).toThrow(message);
});
