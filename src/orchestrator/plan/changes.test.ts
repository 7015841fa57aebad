import { expect, test } from 'vitest';
import { type Project, type ServiceConfig, serviceHash } from '../../compose-file/index.ts';
import type {
  ContainerConfig,
  ContainerInspect,
  ContainerSummary,
  HostConfig,
} from '../../engine-api/index.ts';
import { describeChanges } from './changes.ts';
import { explainChange } from './explain-change.ts';
import { change } from './field-change.ts';
import type { EngineDefaults } from './left-empty.ts';

const config: ServiceConfig = { command: null, entrypoint: null, image: 'new', labels: { mine: 'new' } };
const project: Project = {
  name: 'app',
  services: { web: config },
  networks: {},
  volumes: {},
  secrets: {},
  configs: {},
  models: {},
  workingDir: '/app',
  composeFiles: ['/app/compose.yaml'],
  environment: {},
  profiles: [],
  disabledServices: {},
};
const container = { Names: ['/app-web-1'], Labels: {} } as ContainerSummary;

/** As of every container that Compose makes. */
const own = { Image: 'new', Hostname: '0123456789ab', AttachStdout: true, AttachStderr: true };

const defaults: EngineDefaults = {
  isPodman: false,
  loggingDriver: 'local',
  runtime: 'runc',
  cgroupNamespace: 'private',
};

/** Changes of a container with these settings, which stays with its image. */
function changes(
  settings: { Config?: ContainerConfig; HostConfig?: HostConfig },
  image: ContainerConfig | undefined,
  declared = config,
  ofEngine?: EngineDefaults,
): string[] {
  const inspect = {
    Id: '0123456789abcdef',
    Name: '/app-web-1',
    Config: { ...own, Labels: { mine: 'new' }, ...settings.Config },
    HostConfig: { NetworkMode: 'none', ShmSize: 64 * 1024 * 1024, ...settings.HostConfig },
    NetworkSettings: { Networks: {} },
  } as unknown as ContainerInspect;
  return describeChanges(project, 'web', declared, {
    container,
    inspect,
    image,
    links: [],
    defaults: ofEngine,
  }).map(({ field, before, after }) => `${field}: ${before} → ${after}`);
}

/** Changes of labels in a container that has these. */
function labelChanges(Labels: Record<string, string>, image: ContainerConfig | undefined): string[] {
  return changes({ Config: { Labels } }, image);
}

test('labels that the file and the image no longer give are told', () => {
  expect(labelChanges({ mine: 'old', gone: 'x', vendor: 'v' }, { Labels: { vendor: 'v' } })).toEqual([
    'labels.gone: "x" → undefined',
    'labels.mine: "old" → "new"',
  ]);
});

test('labels that may be those of an image to come are not said to go', () => {
  expect(labelChanges({ mine: 'old', vendor: 'v' }, undefined)).toEqual(['labels.mine: "old" → "new"']);
});

test('what the file no longer sets is told, with what becomes of it', () => {
  const image: ContainerConfig = {
    Env: ['PATH=/bin', 'KEPT=1'],
    Cmd: ['serve'],
    WorkingDir: '/app',
    ExposedPorts: { '80/tcp': {} },
  };
  const Config: ContainerConfig = {
    Hostname: 'mine',
    Env: ['PATH=/bin', 'KEPT=1', 'GONE=2'],
    Cmd: ['sleep', 'inf'],
    WorkingDir: '/else',
    User: '1000',
    ExposedPorts: { '80/tcp': {}, '90/tcp': {} },
  };
  const HostConfig: HostConfig = {
    Memory: 64,
    MemorySwap: 128,
    Binds: ['/a:/b:rw'],
    Privileged: true,
    Tmpfs: { '/run': '' },
    RestartPolicy: { Name: 'always', MaximumRetryCount: 0 },
    ShmSize: 1,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
  };
  const told = [
    'binds: ["/a:/b:rw"] → undefined',
    'cmd: ["sleep","inf"] → ["serve"]',
    'environment.GONE: "2" → undefined',
    'exposed_ports: ["80/tcp","90/tcp"] → ["80/tcp"]',
    'hostname: "mine" → "0123456789ab"',
    'memory: 64 → undefined',
    'privileged: true → undefined',
    'restart_policy: {"Name":"always"} → {"Name":"no"}',
    'shm_size: 1 → 67108864',
    'tmpfs: ["/run"] → undefined',
    'user: "1000" → undefined',
    'working_dir: "/else" → "/app"',
  ];
  expect(changes({ Config, HostConfig }, image)).toEqual(told);
  const fixedThere = ['cmd:', 'hostname:', 'memory:', 'user:', 'working_dir:'];
  expect(changes({ Config, HostConfig }, image, config, { ...defaults, isPodman: true })).toEqual(
    told.filter((line) => fixedThere.some((field) => line.startsWith(field))),
  );
});

test('what Docker fills in by itself is no change', () => {
  const filled: HostConfig = {
    PidsLimit: null,
    MemorySwappiness: -1,
    OomKillDisable: false,
    CapAdd: null,
    Dns: [],
    IpcMode: 'private',
    CgroupnsMode: 'private',
    Runtime: 'runc',
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    LogConfig: { Type: 'json-file', Config: {} },
    // Handed on by the container before.
    Mounts: [{ Type: 'volume', Source: 'a'.repeat(64), Target: '/data' }],
  };
  const image: ContainerConfig = { Env: ['A=1'], Cmd: ['x'], Volumes: { '/data': {} } };
  const Config: ContainerConfig = { Env: ['A=1'], Cmd: ['x'], WorkingDir: '', StopSignal: 'SIGTERM' };
  expect(changes({ Config, HostConfig: filled }, image)).toEqual([]);
});

test('an entry point without words is none', () => {
  const image: ContainerConfig = { Entrypoint: ['init'], Cmd: ['serve'] };
  const Config: ContainerConfig = { Entrypoint: null, Cmd: ['serve'] };
  expect(changes({ Config }, image)).toEqual(['entrypoint: undefined → ["init"]']);
  expect(changes({ Config }, image, { ...config, entrypoint: [] })).toEqual([]);
});

test('what the engine says of its own defaults tells what was taken out', () => {
  const set: HostConfig = {
    LogConfig: { Type: 'json-file', Config: { 'splunk-token': 'x' } },
    Runtime: 'kata',
    CgroupnsMode: 'host',
    Init: false,
    IpcMode: 'host',
    SecurityOpt: ['seccomp=unconfined', 'label=disable'],
  };
  expect(changes({ HostConfig: set }, {}, config, defaults)).toEqual([
    'cgroupns_mode: "host" → "private"',
    'init: false → undefined',
    'ipc_mode: "host" → undefined',
    'logging.driver: "json-file" → "local"',
    'runtime: "kata" → "runc"',
    'security_opt: ["seccomp=unconfined"] → undefined',
  ]);
  const own: HostConfig = {
    LogConfig: { Type: 'local', Config: { 'max-size': '1m' } },
    Runtime: 'runc',
    CgroupnsMode: 'private',
  };
  expect(changes({ HostConfig: own }, {}, config, defaults)).toEqual([]);
  const logging = { driver: 'local', options: { 'splunk-token': 'y' } };
  expect(changes({ HostConfig: set }, {}, { ...config, logging }, defaults)).toContain(
    'logging.options.splunk-token: (hidden) → (hidden)',
  );
});

test('where settings show no difference, the hash tells what was added or taken out', () => {
  const inspect = {
    Id: '0123456789abcdef',
    Config: { ...own, Labels: { mine: 'new' } },
    HostConfig: {
      NetworkMode: 'none',
      ShmSize: 64 * 1024 * 1024,
      LogConfig: { Type: 'json-file', Config: { tag: 'x' } },
    },
    NetworkSettings: { Networks: {} },
  } as unknown as ContainerInspect;
  const explained = (before: ServiceConfig, after: ServiceConfig) => {
    const Labels = { 'com.docker.compose.config-hash': serviceHash(before) };
    const actual = { container: { ...container, Labels }, inspect, image: undefined, namesOf: () => [] };
    return explainChange({ project, service: 'web', config: after }, {}, actual);
  };
  const reason = 'configuration changed';
  const hooks = [{ command: ['one'], environment: { TOKEN: 'secret' } }];
  expect(explained(config, { ...config, post_start: hooks })).toEqual({
    reason,
    changes: [{ field: 'post_start', before: undefined, after: '[["one"]]' }],
  });
  expect(explained({ ...config, logging: { options: { tag: 'x' } } }, config)).toEqual({
    reason,
    changes: [{ field: 'logging', before: '{"options":{"tag":"x"}}', after: undefined }],
  });
  const deploy = (a: string): ServiceConfig => ({
    ...config,
    deploy: { labels: { a }, resources: {}, placement: {} },
  });
  expect(explained(deploy('one'), deploy('two'))).toEqual({
    reason: 'configuration changed, in what the engine does not tell of',
    changes: [],
  });
});

test('long values are shown where they differ', () => {
  const { before, after } = change('labels', 'x'.repeat(100) + '1', 'x'.repeat(100) + '2');
  expect([before, after]).toEqual([`…${'x'.repeat(20)}1"`, `…${'x'.repeat(20)}2"`]);
});

test('a runtime that the engine does not list stands for its default', () => {
  const asked = { ...config, runtime: 'runc' };
  const told = (Runtime: string, runtimes: string[]) =>
    changes({ HostConfig: { Runtime, CgroupnsMode: 'host' } }, {}, asked, {
      loggingDriver: undefined,
      isPodman: false,
      runtime: 'crun',
      runtimes,
      cgroupNamespace: 'host',
    });
  expect(told('crun', ['crun'])).toEqual([]);
  expect(told('crun', ['crun', 'runc'])).toEqual(['runtime: "crun" → "runc"']);
});

test('a number that has more digits than a double is the same as what the engine says of it', () => {
  const hard = 2n ** 63n - 1n;
  const asked = { ...config, ulimits: { nofile: { soft: 1024, hard } } } as unknown as ServiceConfig;
  const Ulimits = [{ Name: 'nofile', Soft: 1024, Hard: Number(hard) }];
  expect(changes({ HostConfig: { Ulimits } }, {}, asked)).toEqual([]);
});
