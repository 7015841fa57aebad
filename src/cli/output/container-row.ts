/** A container as `ps` lists it. */
import type { ContainerRow } from '../../orchestrator/index.ts';
import { humanSize, timeAgo } from '../../shared/index.ts';
import { goStruct } from './go-template/functions.ts';
import { formatPorts } from './ports.ts';
import { ellipsis, type Listing, type Row } from './rows.ts';
import { localTime } from './times.ts';

export const containerListing: Listing = {
  table: '{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}',
  headers: {
    ID: 'CONTAINER ID',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    LocalVolumes: 'LOCAL VOLUMES',
  },
  raw: [
    'container_id: {{.ID}}',
    'image: {{.Image}}',
    'command: {{.Command}}',
    'created_at: {{.CreatedAt}}',
    'state:{{pad .State 1 0}}',
    'status:{{pad .Status 1 0}}',
    'names: {{.Names}}',
    'labels:{{pad .Labels 1 0}}',
    'ports:{{pad .Ports 1 0}}',
    '',
  ].join('\n'),
};

/** @param now milliseconds since the epoch */
export function containerRow(container: ContainerRow, truncated: boolean, now: number): Row {
  const short = (text: string, length: number): string => (truncated ? ellipsis(text, length) : text);
  const size = humanSize(container.sizeRw, 3);
  return {
    ID: truncated ? container.id.slice(0, 12) : container.id,
    Name: container.name,
    Names: container.names.map((name) => name.replace(/^\//, '')).join(','),
    Project: container.project,
    Service: container.service,
    Image: container.image,
    Command: JSON.stringify(short(container.command, 20)),
    CreatedAt: localTime(container.created * 1000),
    RunningFor: timeAgo(container.created * 1000, now),
    State: container.state,
    Status: container.status,
    Health: container.health === 'none' ? '' : container.health,
    ExitCode: container.exitCode,
    Publishers: container.publishers.map((each) =>
      goStruct({
        URL: each.address,
        TargetPort: each.targetPort,
        PublishedPort: each.publishedPort,
        Protocol: each.protocol,
      }),
    ),
    Ports: formatPorts(
      container.publishers.map((each) => ({
        ip: each.address,
        privatePort: each.targetPort,
        publicPort: each.publishedPort,
        type: each.protocol,
      })),
    ),
    Labels: Object.entries(container.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    Label: (name: string) => container.labels[name] ?? '',
    Mounts: container.mounts.map((mount) => short(mount, 15)).join(','),
    LocalVolumes: String(container.localVolumes),
    Networks: container.networks.join(','),
    Size: container.sizeRootFs > 0 ? `${size} (virtual ${humanSize(container.sizeRootFs, 3)})` : size,
  };
}
