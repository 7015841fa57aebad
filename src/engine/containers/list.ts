import type { ContainerSummary, Filters, PortSummary } from '../../engine-api/index.ts';
import type { Container } from './container.ts';
import { checkFilters, matchesFilters } from './filters.ts';
import { shownEndpoints } from './inspect.ts';
import { isRunning, mountPoints } from './record.ts';
import type { Room } from './room.ts';
import { containerSize } from './size.ts';
import { statusText } from './status-text.ts';

export interface ListOptions {
  all?: boolean;
  limit?: number;
  size?: boolean;
  filters?: Filters;
}

/** Newest first, as `docker ps`. */
export async function listContainers(room: Room, options: ListOptions): Promise<ContainerSummary[]> {
  const filters = options.filters ?? {};
  checkFilters(filters);
  const limit = options.limit && options.limit > 0 ? options.limit : 0;
  const wantsAll = options.all || limit > 0 || filters.status !== undefined || filters.exited !== undefined;
  const found = room.store
    .all()
    .sort((a, b) => (a.record.created < b.record.created ? 1 : -1))
    .filter((container) => wantsAll || isRunning(container.state) || container.state.status === 'restarting')
    .filter((container) => matchesFilters(room, container, filters));
  const shown = limit > 0 ? found.slice(0, limit) : found;
  return Promise.all(shown.map((container) => summary(room, container, options.size ?? false)));
}

async function summary(room: Room, container: Container, size: boolean): Promise<ContainerSummary> {
  const { record, state } = container;
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: record.config.Image ?? '',
    ImageID: record.imageId,
    Command: [record.path, ...record.args.map(quoteArgument)].join(' '),
    Created: Math.floor(Date.parse(record.created) / 1000),
    Ports: portSummaries(container),
    ...(size ? await containerSize(room, container) : {}),
    Labels: record.config.Labels ?? {},
    State: state.status,
    Status: statusText(state, Date.now()),
    HostConfig: { NetworkMode: record.hostConfig.NetworkMode ?? 'bridge' },
    NetworkSettings: { Networks: shownEndpoints(container) },
    Mounts: mountPoints(record, (name) => room.volumes.find(name)?.Mountpoint ?? ''),
  };
}

function quoteArgument(argument: string): string {
  return /[\s]/.test(argument) ? `'${argument}'` : argument;
}

function portSummaries({ state, record }: Container): PortSummary[] {
  if (!isRunning(state)) return [];
  const ports = {
    ...Object.fromEntries(Object.keys(record.config.ExposedPorts ?? {}).map((key) => [key, null])),
    ...state.ports,
  };
  return Object.entries(ports).flatMap(([key, bindings]): PortSummary[] => {
    const [port = '', Type = 'tcp'] = key.split('/');
    const PrivatePort = Number(port);
    if (!bindings?.length) return [{ PrivatePort, Type }];
    return bindings.map(({ HostIp, HostPort }) => ({
      ...(HostIp ? { IP: HostIp } : {}),
      PrivatePort,
      PublicPort: Number(HostPort),
      Type,
    }));
  });
}
