/** How far an engine tells what a container was asked to be, and in which words: the one place of plans that knows engines apart. */
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerInspect,
  EndpointSettings,
  Exact,
  HostConfig,
} from '../../engine-api/index.ts';
import { keptRequest } from '../spec/kept-request.ts';
import {
  configLeftEmpty,
  type EngineDefaults,
  hostConfigLeftEmpty,
  type LeftEmpty,
  leftEmptyOnPodman,
  nothing,
} from './left-empty.ts';
import { inWordsOfRequest } from './podman-words.ts';

type Request = Exact<ContainerCreateRequest>;

/** In the words of a request. */
export interface Told {
  config: Exact<ContainerConfig>;
  host: Exact<HostConfig>;
  /** By name, those that it is connected to. */
  networks: Record<string, Exact<EndpointSettings>>;
  /** What the image gives; undefined where nothing can be said of what is in the container alone. */
  image: ContainerConfig | undefined;
  /** Fields of which it is known what stands for "nothing was said". */
  leftEmpty: { config: LeftEmpty; host: LeftEmpty };
  /** The driver of logs where none was asked for; undefined where it is not known. */
  loggingDriver: string | undefined;
  /** All that was asked for and nothing else; or what became of it; or a part of that, not apart from what the engine fills in. */
  extent: 'request' | 'settings' | 'part';
}

/** `image`: of the container; undefined when it gets another one, and what is not in the file may be that image's. */
export function toldBy(
  inspect: ContainerInspect,
  wanted: Request,
  image: ContainerConfig | undefined,
  defaults: EngineDefaults | undefined,
): Told {
  if (!defaults?.isPodman) return toldByDocker(inspect, wanted, image, defaults);
  const kept = keptRequest(inspect);
  return kept === undefined
    ? toldByPodman(inspect, wanted, image)
    : asAskedFor(kept, inspect, wanted, image ?? {});
}

function toldByDocker(
  inspect: ContainerInspect,
  wanted: Request,
  image: ContainerConfig | undefined,
  defaults: EngineDefaults | undefined,
): Told {
  const { Config, HostConfig, NetworkSettings } = inspect;
  return {
    config: Config,
    host: withoutInherited(HostConfig, wanted),
    networks: NetworkSettings.Networks,
    image,
    leftEmpty: {
      config: configLeftEmpty(wanted, inspect, image),
      host: hostConfigLeftEmpty(HostConfig, defaults),
    },
    loggingDriver: defaults?.loggingDriver ?? HostConfig.LogConfig?.Type,
    extent: 'settings',
  };
}

/** Of containers that others made there. */
function toldByPodman(inspect: ContainerInspect, wanted: Request, image: ContainerConfig | undefined): Told {
  const { Config, HostConfig } = inWordsOfRequest(wanted, inspect);
  return {
    config: Config,
    host: HostConfig,
    networks: inspect.NetworkSettings.Networks,
    image: undefined,
    leftEmpty: leftEmptyOnPodman(wanted, inspect, image),
    loggingDriver: HostConfig.LogConfig?.Type,
    extent: 'part',
  };
}

function asAskedFor(
  { HostConfig = {}, NetworkingConfig, ...config }: Request,
  inspect: ContainerInspect,
  wanted: Request,
  image: ContainerConfig,
): Told {
  const endpoints = NetworkingConfig?.EndpointsConfig ?? {};
  const connected = Object.keys(inspect.NetworkSettings.Networks);
  return {
    config: {
      ...config,
      Env: [...(image.Env ?? []), ...(config.Env ?? [])],
      Labels: { ...image.Labels, ...config.Labels },
      ExposedPorts: { ...image.ExposedPorts, ...config.ExposedPorts },
    },
    host: HostConfig,
    networks: Object.fromEntries(connected.map((name) => [name, endpoints[name] ?? {}])),
    image,
    leftEmpty: {
      config: orNothing(configLeftEmpty(wanted, inspect, image)),
      // What they become is a matter of the engine's settings, which it does not tell.
      host: { ...nothing(Object.keys(HostConfig)), RestartPolicy: [{ Name: 'no' }, undefined] },
    },
    loggingDriver: undefined,
    extent: 'request',
  };
}

/** What was not asked for is not in a request. */
function orNothing(leftEmpty: LeftEmpty): LeftEmpty {
  return Object.fromEntries(
    Object.entries(leftEmpty).map(([field, values]) => [field, [...values, undefined]]),
  );
}

/** Anonymous volumes that were handed on from the container before are as if they had just been made. */
function withoutInherited(host: Exact<HostConfig>, wanted: Request): Exact<HostConfig> {
  const asked = new Set(wanted.HostConfig?.Mounts?.map(({ Target }) => Target));
  const mounts = (host.Mounts ?? []).flatMap(({ Source, ...mount }) => {
    const anonymous = mount.Type === 'volume' && /^[0-9a-f]{64}$/.test(Source ?? '');
    if (!anonymous) return [Source === undefined ? mount : { ...mount, Source }];
    return asked.has(mount.Target) ? [mount] : [];
  });
  return { ...host, Mounts: mounts };
}
