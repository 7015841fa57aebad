import { expect, test } from 'vitest';
import type { ContainerCreateRequest, ContainerInspect } from '../../engine-api/index.ts';
import { inWordsOfRequest } from './podman-words.ts';

const told = {
  Config: { Image: 'docker.io/library/busybox:latest', StopSignal: '10', AttachStdout: false, User: '0' },
  HostConfig: {
    Annotations: { 'io.container.manager': 'libpod', x: 'y' },
    Binds: ['/app:/here:ro,rprivate,rbind', '9b0942b6:/anon:rprivate,nosuid,nodev,rbind'],
    CapAdd: ['NET_RAW'],
    NetworkMode: 'bridge',
    PortBindings: {
      '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '18222' }],
      '81/udp': [{ HostIp: '127.0.0.1', HostPort: '18101' }],
    },
    Tmpfs: { '/t': 'size=1048576,rprivate,nosuid,nodev,tmpcopyup' },
    Ulimits: [
      { Name: 'RLIMIT_NOFILE', Soft: 100, Hard: 200 },
      { Name: 'RLIMIT_NPROC', Soft: 9, Hard: 9 },
    ],
  },
  Mounts: [
    { Type: 'bind', Source: '/app', Destination: '/here', RW: false },
    { Type: 'volume', Name: '9b0942b6', Source: '/v/9b0942b6/_data', Destination: '/anon', RW: true },
  ],
} as unknown as ContainerInspect;

const request = {
  Image: 'busybox',
  StopSignal: 'SIGUSR1',
  AttachStdout: true,
  HostConfig: {
    Annotations: { x: 'y' },
    Binds: ['/app:/here:ro'],
    Mounts: [{ Type: 'volume', Target: '/anon' }],
    CapAdd: ['CAP_NET_RAW'],
    NetworkMode: 'app_default',
    PortBindings: {
      '80/tcp': [{ HostIp: '', HostPort: '' }],
      '81/udp': [{ HostIp: '127.0.0.1', HostPort: '18100-18110' }],
    },
    Tmpfs: { '/t': 'size=1048576' },
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
  },
} satisfies ContainerCreateRequest;

test('what means the same is in the words of the request', () => {
  const { Config, HostConfig } = inWordsOfRequest(request, told);
  expect({ ...Config, HostConfig }).toEqual({ ...request, User: '0' });
});

test.each<[keyof typeof request.HostConfig, Partial<typeof request.HostConfig>]>([
  ['Binds', { Binds: ['/other:/here:ro'] }],
  ['Binds', { Binds: ['/app:/here'] }],
  ['Mounts', { Mounts: [{ Type: 'volume', Target: '/elsewhere' }] }],
  ['CapAdd', { CapAdd: ['CAP_NET_RAW', 'CAP_MKNOD'] }],
  ['NetworkMode', { NetworkMode: 'host' }],
  ['Tmpfs', { Tmpfs: { '/t': 'size=2097152' } }],
  ['Ulimits', { Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 300 }] }],
])('a true difference of %s stays: %j', (field, change) => {
  const wanted = { ...request, HostConfig: { ...request.HostConfig, ...change } };
  expect(inWordsOfRequest(wanted, told).HostConfig[field]).toEqual(told.HostConfig[field]);
});

test.each([
  { '80/tcp': [{ HostIp: '', HostPort: '18223' }] },
  { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '18222' }] },
  { '80/tcp': [{ HostIp: '', HostPort: '' }] },
])('ports that are not the same stay: %j', (PortBindings) => {
  const wanted = { HostConfig: { PortBindings } };
  expect(inWordsOfRequest(wanted, told).HostConfig.PortBindings).toEqual(told.HostConfig.PortBindings);
});

test.each(['other', 'busybox:1.36', 'quay.io/busybox'])('another image stays: %s', (Image) => {
  expect(inWordsOfRequest({ Image }, told).Config.Image).toBe('docker.io/library/busybox:latest');
});
