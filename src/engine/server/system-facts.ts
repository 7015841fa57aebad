import { arch, release } from 'node:os';
import type {
  ContainerSummary,
  DiskUsage,
  TuttiExtension,
  VersionResponse,
  VolumeInspect,
} from '../../engine-api/index.ts';
import { hostFacts } from './host-facts.ts';
import type { ServerOptions } from './index.ts';
import type { SystemFacts } from './routes/system.ts';
import { apiVersion, minApiVersion } from './versions.ts';

type Options = Pick<
  ServerOptions,
  'paths' | 'version' | 'images' | 'volumes' | 'containers' | 'builder' | 'runtime'
>;

export function createSystemFacts(options: Options): SystemFacts {
  return {
    version: () => versionResponse(options),
    info: () => info(options),
    diskUsage: async (kinds) => {
      const asked = new Set(kinds);
      const needsContainers = asked.has('container') || asked.has('image') || asked.has('volume');
      const containers = needsContainers ? await options.containers.list({ all: true, size: true }) : [];
      return {
        LayersSize: asked.has('image') ? options.images.layersSize() : 0,
        Images: asked.has('image') ? imageUsage(options, containers) : [],
        Containers: asked.has('container') ? containers : [],
        Volumes: asked.has('volume') ? await volumeUsage(options, containers) : [],
        BuildCache: asked.has('build-cache') ? options.builder.cache() : [],
        Tutti: {
          ...(asked.has('container') ? { Logs: await options.containers.logSizes() } : {}),
          ...(asked.has('build-cache') ? { BuildRecords: await options.builder.historySize() } : {}),
        },
      };
    },
  };
}

const extensions: TuttiExtension[] = [
  'build',
  'build/fingerprint',
  'builds',
  'containers/batch',
  'containers/files',
];

const goArchitecture: Record<string, string> = { x64: 'amd64', ia32: '386' };

function versionResponse({ version }: Options): VersionResponse {
  const Arch = goArchitecture[arch()] ?? arch();
  const KernelVersion = release();
  return {
    Platform: { Name: 'Tutti' },
    Components: [
      {
        Name: 'Engine',
        Version: version,
        Details: {
          ApiVersion: apiVersion,
          Arch,
          Experimental: 'false',
          KernelVersion,
          MinAPIVersion: minApiVersion,
          Os: 'linux',
        },
      },
      { Name: 'Node.js', Version: process.versions.node, Details: {} },
    ],
    Version: version,
    ApiVersion: apiVersion,
    MinAPIVersion: minApiVersion,
    GitCommit: '',
    GoVersion: '',
    Os: 'linux',
    Arch,
    KernelVersion,
    BuildTime: '',
    Tutti: { Extensions: extensions },
  };
}

async function info(options: Options): Promise<Record<string, unknown>> {
  const { paths, version, images, containers, runtime } = options;
  const all = await containers.list({ all: true });
  const host = hostFacts(paths.root);
  const count = (...states: string[]): number => all.filter(({ State }) => states.includes(State)).length;
  return {
    Containers: all.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited', 'dead', 'removing'),
    Images: images.list().length,
    ServerVersion: version,
    ...host,
    Runtimes: { [runtime.name]: { path: runtime.program } },
    DefaultRuntime: runtime.name,
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'null'],
      Authorization: null,
      Log: ['json-file', 'local', 'none'],
    },
    LoggingDriver: 'json-file',
    DockerRootDir: paths.root,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: { IndexConfigs: {}, InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'], Mirrors: null },
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '' },
    // Containers have a cgroup namespace of their own by default.
    SecurityOptions: [
      'name=seccomp,profile=builtin',
      ...(host.CgroupVersion === '2' ? ['name=cgroupns'] : []),
    ],
    SystemTime: new Date().toISOString(),
    LiveRestoreEnabled: true,
    Debug: false,
    ExperimentalBuild: false,
    Labels: [],
    GenericResources: null,
    HttpProxy: process.env.HTTP_PROXY ?? '',
    HttpsProxy: process.env.HTTPS_PROXY ?? '',
    NoProxy: process.env.NO_PROXY ?? '',
    FirewallBackend: { Driver: 'nftables' },
  };
}

function imageUsage({ images }: Options, containers: ContainerSummary[]): DiskUsage['Images'] {
  return images.list().map((image) => ({
    ...image,
    Containers: containers.filter(({ ImageID }) => ImageID === image.Id).length,
  }));
}

async function volumeUsage({ volumes }: Options, containers: ContainerSummary[]): Promise<VolumeInspect[]> {
  const users = (name: string): number =>
    containers.filter(({ Mounts }) => Mounts.some((mount) => mount.Type === 'volume' && mount.Name === name))
      .length;
  return await Promise.all(
    volumes.list().map(async (volume) => ({
      ...volume,
      UsageData: { Size: await volumes.usage(volume.Name), RefCount: users(volume.Name) },
    })),
  );
}
