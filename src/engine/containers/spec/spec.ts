import type { Cgroups, OciRuntime } from '../../host/index.ts';
import type { ContainerRecord } from '../record.ts';
import { containerDevices } from './devices.ts';
import { containerMounts, INIT_PATH, type MountSources } from './mounts.ts';
import { containerNamespaces, type NamespaceSources } from './namespaces.ts';
import type { OciSpec } from './oci.ts';
import { containerEnvironment, containerProcess } from './process.ts';
import { containerResources } from './resources.ts';
import type { SeccompFilters } from './seccomp.ts';
import { resolveUser } from './user.ts';

export interface SpecRequest {
  record: ContainerRecord;
  rootfs: string;
  cgroup: string;
  mounts: MountSources;
  namespaces: NamespaceSources;
}

/** What is the same for all containers of an engine. */
export interface SpecTools {
  runtime: OciRuntime;
  cgroups: Cgroups;
  seccomp: SeccompFilters;
}

/** A container's OCI runtime specification, and what of the request this host cannot do. */
export function containerSpec(request: SpecRequest, tools: SpecTools): { spec: OciSpec; warnings: string[] } {
  const { config, hostConfig } = request.record;
  const user = resolveUser(request.rootfs, config.User ?? '', hostConfig.GroupAdd ?? []);
  const { process, warnings } = containerProcess({
    config,
    hostConfig,
    args: [...(request.mounts.init ? [INIT_PATH, '--'] : []), request.record.path, ...request.record.args],
    env: containerEnvironment(config, user),
    cwd: config.WorkingDir || '/',
    user,
    terminal: config.Tty ?? false,
    consoleSize: hostConfig.ConsoleSize,
    privileged: hostConfig.Privileged ?? false,
  });
  const limits = containerResources(hostConfig, tools.cgroups);
  const devices = containerDevices(hostConfig);
  const filter = tools.seccomp.forContainer(hostConfig, process.capabilities.bounding);
  const hasOwnName = hostConfig.UTSMode !== 'host';
  const annotations = { ...hostConfig.Annotations, ...filter.annotations };
  return {
    warnings: [...warnings, ...limits.warnings],
    spec: {
      ociVersion: '1.0.2',
      process,
      root: { path: request.rootfs, readonly: hostConfig.ReadonlyRootfs ?? false },
      ...(hasOwnName && config.Hostname ? { hostname: config.Hostname } : {}),
      mounts: containerMounts(hostConfig, request.record.mounts, request.mounts),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      linux: {
        namespaces: containerNamespaces(hostConfig, request.namespaces),
        devices: devices.devices,
        cgroupsPath: request.cgroup,
        resources: { ...limits.resources, devices: devices.rules },
        sysctl: sysctls(request),
        maskedPaths: hostConfig.MaskedPaths ?? [],
        readonlyPaths: hostConfig.ReadonlyPaths ?? [],
        ...rootPropagation(request.record),
        ...(filter.profile ? { seccomp: filter.profile } : {}),
      },
    },
  };
}

/** Settings of the network namespace belong to whoever made it. */
function sysctls({ record, namespaces }: SpecRequest): Record<string, string> {
  const given = record.hostConfig.Sysctls ?? {};
  const domain = record.config.Domainname;
  const own = Object.entries(given).filter(
    ([name]) => namespaces.netnsPath === undefined || !name.startsWith('net.'),
  );
  const usesHostName = record.hostConfig.UTSMode === 'host' || !domain;
  return { ...Object.fromEntries(own), ...(usesHostName ? {} : { 'kernel.domainname': domain }) };
}

/** A mount that is to be seen on the other side of a bind needs the whole tree to be shared or to follow. */
function rootPropagation({ mounts }: ContainerRecord): { rootfsPropagation?: string } {
  const modes = mounts.map(({ propagation }) => propagation.replace(/^r/, ''));
  if (modes.includes('shared')) return { rootfsPropagation: 'shared' };
  return modes.includes('slave') ? { rootfsPropagation: 'slave' } : {};
}
