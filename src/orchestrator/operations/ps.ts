import type { ContainerSummary, HealthStatus } from '../../engine-api/index.ts';
import type { PsOptions } from '../contract.ts';
import type { ContainerRow } from '../contract-results.ts';
import { label } from '../labels.ts';
import { isOneOff, nameOf, numberOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import { withHealth } from '../observe/podman-health.ts';

/** States that every engine filters by; some refuse those that they do not have. */
const knownByAll = new Set(['created', 'running', 'paused', 'exited']);

/** `ps`: one request, however many containers there are (two on Podman). */
export async function ps(options: PsOptions): Promise<ContainerRow[]> {
  const { services = [], status = [] } = options;
  const containers = await listContainers(options, options.project.name, {
    all: options.all ?? false,
    oneOff: options.all ? 'include' : 'exclude',
    ...(options.all && status.length > 0 && status.every((state) => knownByAll.has(state)) ? { status } : {}),
  });
  return (await withHealth(options, containers))
    .filter((container) => services.length === 0 || services.includes(serviceOf(container)))
    .filter((container) => status.length === 0 || status.includes(container.State))
    .map(rowOf);
}

function rowOf(container: ContainerSummary): ContainerRow {
  return {
    id: container.Id,
    name: nameOf(container),
    names: container.Names,
    project: container.Labels[label.project] ?? '',
    service: serviceOf(container),
    number: numberOf(container) ?? 0,
    oneOff: isOneOff(container),
    image: container.Image,
    command: container.Command,
    created: container.Created,
    state: container.State,
    status: container.Status,
    health: healthOf(container.Status),
    exitCode: exitCodeOf(container.Status),
    publishers: [...(container.Ports ?? [])]
      .sort((a, b) => a.PrivatePort - b.PrivatePort)
      .map((port) => ({
        address: port.IP ?? '',
        targetPort: port.PrivatePort,
        publishedPort: port.PublicPort ?? 0,
        protocol: port.Type,
      })),
    labels: container.Labels,
    sizeRw: container.SizeRw ?? 0,
    sizeRootFs: container.SizeRootFs ?? 0,
    mounts: container.Mounts.map(({ Name, Source }) => Name || Source),
    networks: Object.keys(container.NetworkSettings.Networks),
    localVolumes: container.Mounts.filter(({ Driver }) => Driver === 'local').length,
  };
}

/** The list says health only in its text: `Up 3 minutes (healthy)`, `Up 1 second (health: starting)`. */
function healthOf(status: string): HealthStatus {
  const match = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status);
  return (match?.[1] ?? 'none') as HealthStatus;
}

/** `Exited (137) 2 minutes ago`. */
function exitCodeOf(status: string): number {
  return Number(/^Exited \((\d+)\)/.exec(status)?.[1] ?? 0);
}
