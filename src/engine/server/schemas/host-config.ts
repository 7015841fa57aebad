import * as z from 'zod/mini';
import type { HostConfig, Mount, Resources, RestartPolicy } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { number, size, strings, text, textMap, truth } from './values.ts';

const restartPolicy: z.ZodMiniType<RestartPolicy> = fields({
  Name: z.enum(['', 'no', 'always', 'unless-stopped', 'on-failure']),
  MaximumRetryCount: number,
});

const throttles = z.array(z.object({ Path: text, Rate: number }));

/** Limits of a container; `POST /containers/{id}/update` takes them by themselves. */
const resourceFields = {
  CpuShares: number,
  Memory: number,
  NanoCpus: number,
  CgroupParent: text,
  BlkioWeight: number,
  BlkioWeightDevice: z.array(z.object({ Path: text, Weight: number })),
  BlkioDeviceReadBps: throttles,
  BlkioDeviceWriteBps: throttles,
  BlkioDeviceReadIOps: throttles,
  BlkioDeviceWriteIOps: throttles,
  CpuPeriod: number,
  CpuQuota: number,
  CpuRealtimePeriod: number,
  CpuRealtimeRuntime: number,
  CpusetCpus: text,
  CpusetMems: text,
  Devices: z.array(
    z.object({
      PathOnHost: text,
      PathInContainer: z.exactOptional(text),
      CgroupPermissions: z.exactOptional(text),
    }),
  ),
  DeviceCgroupRules: strings,
  DeviceRequests: z.array(
    fields({
      Driver: text,
      Count: number,
      DeviceIDs: strings,
      Capabilities: z.array(strings),
      Options: textMap,
    }),
  ),
  MemoryReservation: number,
  MemorySwap: number,
  MemorySwappiness: number,
  OomKillDisable: truth,
  PidsLimit: number,
  Ulimits: z.array(z.object({ Name: text, Soft: number, Hard: number })),
};

const mount: z.ZodMiniType<Mount> = z.object({
  Type: z.enum(['bind', 'volume', 'tmpfs', 'npipe', 'cluster', 'image']),
  Target: text,
  ...fields({
    Source: text,
    ReadOnly: truth,
    Consistency: text,
    BindOptions: fields({
      Propagation: z.enum(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']),
      NonRecursive: truth,
      CreateMountpoint: truth,
      ReadOnlyNonRecursive: truth,
      ReadOnlyForceRecursive: truth,
    }),
    VolumeOptions: fields({
      NoCopy: truth,
      Labels: textMap,
      DriverConfig: fields({ Name: text, Options: textMap }),
      Subpath: text,
    }),
    TmpfsOptions: fields({ SizeBytes: number, Mode: number, Options: z.array(strings) }),
    ImageOptions: fields({ Subpath: text }),
  }).shape,
});

const portBindings = z.record(text, z.nullable(z.array(fields({ HostIp: text, HostPort: text }))));

export const hostConfig: z.ZodMiniType<HostConfig> = fields({
  ...resourceFields,
  Binds: strings,
  ContainerIDFile: text,
  LogConfig: fields({ Type: text, Config: textMap }),
  NetworkMode: text,
  PortBindings: portBindings,
  RestartPolicy: restartPolicy,
  AutoRemove: truth,
  VolumeDriver: text,
  VolumesFrom: strings,
  ConsoleSize: size,
  Annotations: textMap,
  CapAdd: strings,
  CapDrop: strings,
  CgroupnsMode: z.enum(['', 'private', 'host']),
  Dns: strings,
  DnsOptions: strings,
  DnsSearch: strings,
  ExtraHosts: strings,
  GroupAdd: strings,
  IpcMode: text,
  Cgroup: text,
  Links: strings,
  OomScoreAdj: number,
  PidMode: text,
  Privileged: truth,
  PublishAllPorts: truth,
  ReadonlyRootfs: truth,
  SecurityOpt: strings,
  StorageOpt: textMap,
  Tmpfs: textMap,
  UTSMode: text,
  UsernsMode: text,
  ShmSize: number,
  Sysctls: textMap,
  Runtime: text,
  Isolation: text,
  Mounts: z.array(mount),
  MaskedPaths: strings,
  ReadonlyPaths: strings,
  Init: truth,
});

export const containerUpdate: z.ZodMiniType<Resources & { RestartPolicy?: RestartPolicy }> = fields({
  ...resourceFields,
  RestartPolicy: restartPolicy,
});
