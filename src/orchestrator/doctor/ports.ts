/** Which TCP ports containers have, for themselves and for others. */
import type { ObservedContainer } from './snapshot.ts';

/** Containers that share a network namespace answer for each other on `localhost`. */
export function networkOwner(container: ObservedContainer): string {
  const mode = container.inspect.HostConfig.NetworkMode ?? '';
  if (mode.startsWith('container:')) return mode.slice('container:'.length);
  return mode === 'host' ? mode : container.inspect.Id;
}

/** Ports inside: those it declares, and those it was seen to listen on. With `reachable`, not those only it can reach itself. */
export function innerPorts(container: ObservedContainer, options: { reachable: boolean }): Set<number> {
  const { Config, HostConfig } = container.inspect;
  const declared = [...Object.keys(Config.ExposedPorts ?? {}), ...Object.keys(HostConfig.PortBindings ?? {})];
  const listening = (container.sockets ?? []).filter((socket) => !(options.reachable && socket.isLoopback));
  return new Set([...declared.flatMap(tcpPort), ...listening.map(({ port }) => port)]);
}

/** Ports of the host by the port inside that they lead to. */
export function publishedPorts(container: ObservedContainer): Map<number, number> {
  const published = new Map<number, number>();
  for (const [key, bindings] of Object.entries(container.inspect.NetworkSettings.Ports ?? {})) {
    const [inner] = tcpPort(key);
    for (const { HostPort } of bindings ?? [])
      if (inner !== undefined) published.set(Number(HostPort), inner);
  }
  return published;
}

/** `6379/tcp`. */
export function tcpPort(key: string): number[] {
  const [port, protocol = 'tcp'] = key.split('/');
  return protocol === 'tcp' ? [Number(port)] : [];
}
