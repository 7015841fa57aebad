import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceMapping, HostConfig } from '../../../engine-api/index.ts';
import { EngineError } from '../../../shared/index.ts';
import { splitDeviceNumber } from '../../host/index.ts';
import type { OciDevice, OciDeviceRule } from './oci.ts';

const MODE_BITS = 0o7777;

/** What every container may use, as Docker has it: null, zero, full, random, urandom, tty, console, ptmx, pts; and mknod of any. */
const defaultRules: OciDeviceRule[] = [
  { allow: false, access: 'rwm' },
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  ...(
    [
      [1, 3],
      [1, 5],
      [1, 7],
      [1, 8],
      [1, 9],
      [5, 0],
      [5, 1],
      [5, 2],
    ] as const
  ).map(([major, minor]): OciDeviceRule => ({ allow: true, type: 'c', major, minor, access: 'rwm' })),
  { allow: true, type: 'c', major: 136, access: 'rwm' },
];

export interface ContainerDevices {
  devices: OciDevice[];
  rules: OciDeviceRule[];
}

/** Device files of a container and the rules of its cgroup. @throws EngineError `invalid` in Docker's words. */
export function containerDevices(hostConfig: HostConfig): ContainerDevices {
  refuseRequests(hostConfig);
  if (hostConfig.Privileged) {
    return { devices: hostDevices(), rules: [{ allow: true, access: 'rwm' }] };
  }
  const mapped = (hostConfig.Devices ?? []).map(mapDevice);
  const ownRules = (hostConfig.DeviceCgroupRules ?? []).map(parseRule);
  return {
    devices: mapped.flatMap(({ devices }) => devices),
    rules: [...defaultRules, ...mapped.flatMap(({ rules }) => rules), ...ownRules],
  };
}

function refuseRequests({ DeviceRequests }: HostConfig): void {
  for (const request of DeviceRequests ?? []) {
    const wanted = (request.Capabilities ?? []).map((set) => set.join(' ')).join(', ');
    throw new EngineError(
      'system',
      `could not select device driver "${request.Driver ?? ''}" with capabilities: [[${wanted}]]`,
    );
  }
}

function mapDevice({ PathOnHost, PathInContainer, CgroupPermissions }: DeviceMapping): ContainerDevices {
  const inContainer = PathInContainer || PathOnHost;
  const stat = statDevice(PathOnHost);
  const found = stat.isDirectory()
    ? devicesBelow(PathOnHost, inContainer)
    : [toDevice(stat, inContainer)].filter((device) => device !== undefined);
  if (found.length === 0)
    throw new EngineError(
      'system',
      `error gathering device information while adding custom device "${PathOnHost}": not a device node`,
    );
  const access = CgroupPermissions || 'rwm';
  return {
    devices: found,
    rules: found.map(({ type, major, minor }) => ({
      allow: true,
      type: type === 'b' ? 'b' : 'c',
      major,
      minor,
      access,
    })),
  };
}

function statDevice(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new EngineError(
      'system',
      `error gathering device information while adding custom device "${path}": no such file or directory`,
      { cause: error },
    );
  }
}

function toDevice(stat: Stats, path: string): OciDevice | undefined {
  const type = stat.isCharacterDevice() ? 'c' : stat.isBlockDevice() ? 'b' : undefined;
  if (!type) return undefined;
  const { major, minor } = splitDeviceNumber(BigInt(stat.rdev));
  return { type, path, major, minor, fileMode: stat.mode & MODE_BITS, uid: stat.uid, gid: stat.gid };
}

/** Folders that the container has of its own are not looked into. */
const ownFolders = new Set(['pts', 'shm', 'fd', 'mqueue', '.lxc', '.lxd-mounts', '.udev']);

function devicesBelow(folder: string, inContainer: string): OciDevice[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const target = join(inContainer, entry.name);
    if (entry.isDirectory()) return ownFolders.has(entry.name) ? [] : devicesBelow(path, target);
    if (!entry.isCharacterDevice() && !entry.isBlockDevice()) return [];
    const device = toDevice(statDevice(path), target);
    return device ? [device] : [];
  });
}

/** All of the host, but the console, which the container has of its own. */
function hostDevices(): OciDevice[] {
  return devicesBelow('/dev', '/dev').filter(({ path }) => path !== '/dev/console');
}

function parseRule(text: string): OciDeviceRule {
  const match = /^([acb]) (\d+|\*):(\d+|\*) ([rwm]{1,3})$/.exec(text);
  if (!match) throw new EngineError('invalid', `invalid device cgroup rule format: '${text}'`);
  const [, type, major, minor, access = ''] = match;
  return {
    allow: true,
    type: type as 'a' | 'b' | 'c',
    ...(major === '*' ? {} : { major: Number(major) }),
    ...(minor === '*' ? {} : { minor: Number(minor) }),
    access,
  };
}
