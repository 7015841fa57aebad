import type { ServiceConfig, ServicePort } from '../../compose-file/index.ts';
import type { PortBinding, PortKey } from '../../engine-api/index.ts';

/** Published and exposed ports of a container. */
export function exposedPorts(config: ServiceConfig): Record<PortKey, Record<string, never>> {
  const ports: Record<PortKey, Record<string, never>> = {};
  for (const port of config.expose ?? []) ports[port.includes('/') ? port : `${port}/tcp`] = {};
  for (const port of config.ports ?? []) ports[keyOf(port)] = {};
  return ports;
}

export function portBindings(config: ServiceConfig): Record<PortKey, PortBinding[]> {
  const bindings: Record<PortKey, PortBinding[]> = {};
  for (const port of config.ports ?? []) {
    (bindings[keyOf(port)] ??= []).push({ HostIp: port.host_ip ?? '', HostPort: port.published ?? '' });
  }
  return bindings;
}

function keyOf(port: ServicePort): PortKey {
  return `${port.target}/${port.protocol ?? 'tcp'}`;
}

/** Whether the engine chooses host ports out of a range: such containers start one after the other, or two would choose the same. */
export function publishesRange(config: ServiceConfig): boolean {
  return (config.ports ?? []).some((port) => port.published?.includes('-'));
}
