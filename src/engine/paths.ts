/** Where one engine keeps its things. Two engines with different paths do not touch each other. */
export interface EnginePaths {
  /** Survives reboots: images, containers, volumes, networks. `TUTTI_ROOT`, else `/var/lib/tutti`. */
  root: string;
  /** Gone with a reboot: sockets, namespaces, mounts. `TUTTI_RUN`, else `/run/tutti`. */
  run: string;
}

export function enginePaths(env: Record<string, string | undefined>): EnginePaths {
  return { root: env.TUTTI_ROOT || '/var/lib/tutti', run: env.TUTTI_RUN || '/run/tutti' };
}
