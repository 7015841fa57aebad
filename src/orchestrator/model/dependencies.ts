import type { ServiceConfig } from '../../compose-file/index.ts';

const servicePrefix = 'service:';

/** The service whose namespace a mode like `service:db` shares. */
export function serviceOfMode(mode: string | undefined): string | undefined {
  return mode?.startsWith(servicePrefix) ? mode.slice(servicePrefix.length) : undefined;
}

/** The service that an entry of `volumes_from` names; undefined for `container:…`. */
export function serviceOfVolumesFrom(entry: string): string | undefined {
  const [first = ''] = entry.split(':');
  return first === 'container' ? undefined : first;
}

/** Services of which a container must exist before one of this service can be created: they share namespaces, volumes or links. */
export function creationDependencies(config: ServiceConfig): string[] {
  const modes = [config.network_mode, config.ipc, config.pid].map(serviceOfMode);
  const volumes = (config.volumes_from ?? []).map(serviceOfVolumesFrom);
  const links = (config.links ?? []).map((link) => link.split(':')[0]);
  return [...new Set([...modes, ...volumes, ...links].filter((name) => name !== undefined))];
}

/** Services that start before this one. The loader adds the implicit ones (links, namespaces, volumes) to `depends_on`. */
export function startDependencies(config: ServiceConfig): string[] {
  return [...new Set([...Object.keys(config.depends_on ?? {}), ...creationDependencies(config)])];
}

/** Services that depend on `name` and are to be restarted when it is. */
export function restartedWith(services: Record<string, ServiceConfig>, name: string): string[] {
  return Object.entries(services)
    .filter(([, config]) => config.depends_on?.[name]?.restart === true)
    .map(([dependent]) => dependent);
}

/** Names so that each comes after those it depends on; the order of the file otherwise. Cycles were refused by the loader. */
export function inDependencyOrder(
  services: Record<string, ServiceConfig>,
  dependencies: (config: ServiceConfig) => string[] = startDependencies,
): string[] {
  const order = new Set<string>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    const config = services[name];
    if (config === undefined || order.has(name) || visiting.has(name)) return;
    visiting.add(name);
    for (const dependency of dependencies(config)) visit(dependency);
    order.add(name);
  };
  for (const name of Object.keys(services)) visit(name);
  return [...order];
}
