import type { HostConfig } from '../../../engine-api/index.ts';

export interface NamespaceSources {
  netnsPath: string | undefined;
  /** Process id of another running container, for `container:<id>`. */
  pidOf: (idOrName: string) => number;
}

type Namespace = { type: string; path?: string };

/** Namespaces of a container; one that is missing in the list is the host's. */
export function containerNamespaces(hostConfig: HostConfig, sources: NamespaceSources): Namespace[] {
  const kinds: [type: string, mode: string, file: string][] = [
    ['pid', hostConfig.PidMode ?? '', 'pid'],
    ['ipc', hostConfig.IpcMode ?? '', 'ipc'],
    ['uts', hostConfig.UTSMode ?? '', 'uts'],
    ['cgroup', hostConfig.CgroupnsMode ?? '', 'cgroup'],
  ];
  const list: Namespace[] = [{ type: 'mount' }];
  for (const [type, mode, file] of kinds) {
    if (mode === 'host') continue;
    const other = /^container:(.+)$/.exec(mode)?.[1];
    list.push(other === undefined ? { type } : { type, path: `/proc/${sources.pidOf(other)}/ns/${file}` });
  }
  if (sources.netnsPath !== undefined) list.push({ type: 'network', path: sources.netnsPath });
  return list;
}
