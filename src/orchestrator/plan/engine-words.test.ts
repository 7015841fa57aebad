import { expect, test } from 'vitest';
import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerInspect, ContainerSummary, HostConfig } from '../../engine-api/index.ts';
import { type ContainerSpec, createRequest } from '../spec/container.ts';
import { withItself } from '../spec/kept-request.ts';
import { describeChanges } from './changes.ts';

const project = {
  name: 'app',
  networks: { default: { name: 'app_default' } },
  volumes: {},
  secrets: {},
  configs: {},
  workingDir: '/app',
  composeFiles: ['/app/compose.yaml'],
} as unknown as Project;

const plain = {
  image: 'busybox',
  command: null,
  entrypoint: null,
  networks: { default: null },
} as ServiceConfig;

const full = {
  ...plain,
  annotations: { a: 'one' },
  cpu_count: 2,
  domainname: 'one',
  environment: { A: 'one' },
  expose: ['7000'],
  hostname: 'mine',
  init: false,
  labels: { mine: 'one' },
  logging: { driver: 'json-file', options: { 'max-size': '1m' } },
  networks: { default: { ipv4_address: '10.0.0.5' } },
  runtime: 'runc',
  shm_size: 1024,
  sysctls: { 'net.core.somaxconn': '1000' },
  ulimits: { nofile: { soft: 1024, hard: 2n ** 63n - 1n } },
  volumes: [{ type: 'volume', target: '/anonymous' }],
} as unknown as ServiceConfig;

/** As Podman tells of any container, whatever it was asked to be; with what it keeps of the request where tutti sent it. */
function container(asked: ServiceConfig, { keeps }: { keeps: boolean }): ContainerInspect {
  const inherited = [{ Type: 'volume' as const, Target: '/anonymous', Source: 'f'.repeat(64) }];
  const spec: ContainerSpec = {
    project,
    service: 'web',
    config: asked,
    name: 'app-web-1',
    number: 1,
    imageId: undefined,
    links: [],
    inherited,
    useAliases: true,
    apiVersion: '1.41',
  };
  const { HostConfig } = withItself(spec, createRequest(spec));
  return {
    Id: '0123456789abcdef',
    Name: '/app-web-1',
    Config: {
      Image: 'docker.io/library/busybox:latest',
      Hostname: asked.hostname ?? '0123456789ab',
      Env: ['container=podman', 'A=one', 'HOSTNAME=mine'],
      StopSignal: '15',
      StopTimeout: 10,
    },
    HostConfig: {
      Annotations: keeps ? HostConfig?.Annotations : {},
      ShmSize: 65_536_000,
      PidsLimit: 2048,
      NetworkMode: 'bridge',
      LogConfig: { Type: 'json-file' },
    } as HostConfig,
    Mounts: [],
    NetworkSettings: { Networks: { app_default: { Aliases: ['app-web-1', 'web', '0123456789ab'] } } },
  } as unknown as ContainerInspect;
}

function changes(config: ServiceConfig, inspect: ContainerInspect): string[] {
  const there = { Names: ['/app-web-1'], Labels: { 'com.docker.compose.container-number': '1' } };
  const actual = {
    container: there as unknown as ContainerSummary,
    inspect,
    image: {},
    links: [],
    defaults: { isPodman: true, loggingDriver: undefined, runtime: 'crun', cgroupNamespace: 'host' as const },
  };
  return describeChanges(project, 'web', config, actual).map(
    ({ field, before, after }) => `${field}: ${before} → ${after}`,
  );
}

test.each([{ config: plain }, { config: full }])(
  'nothing is told of what is as it was asked for',
  ({ config }) => {
    expect(changes(config, container(config, { keeps: true }))).toEqual([]);
  },
);

const all = [
  'annotations: {"a":"one"} → undefined',
  'cpu_count: 2 → undefined',
  'domainname: "one" → undefined',
  'environment.A: "one" → undefined',
  'exposed_ports: ["7000/tcp"] → undefined',
  'hostname: "mine" → "0123456789ab"',
  'init: false → undefined',
  'labels.mine: "one" → undefined',
  'logging.driver: "json-file" → undefined',
  'logging.options.max-size: "1m" → undefined',
  'mounts: [{"Target":"/anonymous","Type":"volume"}] → undefined',
  'networks.app_default.ipv4_address: "10.0.0.5" → undefined',
  'runtime: "runc" → undefined',
  'shm_size: 1024 → undefined',
  'sysctls: {"net.core.somaxconn":"1000"} → undefined',
  'ulimits: [{"Hard":9223372036854776000,"Name":"nofile","Soft":1024}] → undefined',
];

test('Podman keeps what a container was asked to be: all that was taken out is told', () => {
  expect(changes(plain, container(full, { keeps: true }))).toEqual(all);
});

test('and all that came', () => {
  const came = changes(full, container(plain, { keeps: true })).map((change) => change.replace(/:.*/, ''));
  expect(came).toEqual(all.map((change) => change.replace(/:.*/, '')));
});

test('of containers that others made on Podman nothing is told that it may have filled in', () => {
  expect(changes(plain, container(plain, { keeps: false }))).toEqual([]);
  expect(
    changes({ ...plain, shm_size: 1024 } as unknown as ServiceConfig, container(plain, { keeps: false })),
  ).toEqual(['shm_size: 65536000 → 1024']);
});

test.each(['app-web-1', '0123456789ab_app-web-1', '0123456789abapp-web-1'])(
  'a hostname that Podman makes of the name is no change: %s',
  (Hostname) => {
    const inspect = container(plain, { keeps: false });
    Object.assign(inspect.Config, { Hostname });
    expect(changes(plain, inspect)).toEqual([]);
    Object.assign(inspect.Config, { Hostname: 'other' });
    expect(changes(plain, inspect)).toEqual(['hostname: "other" → "0123456789ab"']);
  },
);

test.each(['no request', '"none"', 'null', '{}'])(
  'what a file says under the name of the request is none: %s',
  (text) => {
    const inspect = container(plain, { keeps: false });
    Object.assign(inspect.HostConfig.Annotations ?? {}, { 'dev.tutti.request': text });
    expect(changes(plain, inspect)).toEqual([]);
  },
);
