/** The `PORTS` column: `0.0.0.0:8080->80/tcp`, neighbours with equal numbers joined to ranges, as docker does. */
export interface ShownPort {
  ip: string;
  privatePort: number;
  publicPort: number;
  type: string;
}

interface Group {
  first: number;
  last: number;
  ip: string;
  type: string;
}

export function formatPorts(ports: readonly ShownPort[]): string {
  const groups = new Map<string, Group>();
  const closed: string[] = [];
  const mapped: string[] = [];
  for (const port of ports.toSorted(compare)) {
    if (port.ip !== '' && port.publicPort !== port.privatePort) {
      mapped.push(`${hostPort(port.ip, String(port.publicPort))}->${port.privatePort}/${port.type}`);
      continue;
    }
    const key = `${port.ip}/${port.type}`;
    const group = groups.get(key);
    if (group !== undefined && port.privatePort === group.last + 1) {
      group.last = port.privatePort;
      continue;
    }
    const fresh = { first: port.privatePort, last: port.privatePort, ip: port.ip, type: port.type };
    if (group === undefined) {
      groups.set(key, fresh);
    } else {
      closed.push(show(group));
      Object.assign(group, fresh);
    }
  }
  return [...closed, ...[...groups.values()].map(show), ...mapped].join(', ');
}

function compare(a: ShownPort, b: ShownPort): number {
  return (
    a.privatePort - b.privatePort ||
    (a.ip === b.ip ? 0 : a.ip < b.ip ? -1 : 1) ||
    a.publicPort - b.publicPort ||
    (a.type < b.type ? -1 : 1)
  );
}

function show(group: Group): string {
  const range = group.first === group.last ? `${group.first}` : `${group.first}-${group.last}`;
  return `${group.ip === '' ? range : `${hostPort(group.ip, range)}->${range}`}/${group.type}`;
}

function hostPort(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
