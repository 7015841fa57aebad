import { randomBytes } from 'node:crypto';
import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  EndpointSettings,
  HostConfig,
} from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { StoredImage } from '../images/contract.ts';
import { Container } from './container.ts';
import { checkCombination, checkRuntime, completeHostConfig, hostDefaults } from './host-config.ts';
import { commandOf, mergeConfig } from './merged-config.ts';
import { planMounts, type VolumeWish } from './mount-requests.ts';
import { checkName, randomName } from './names.ts';
import { type ContainerRecord, newState } from './record.ts';
import type { Room } from './room.ts';
import { copyUpVolumes } from './root-filesystem.ts';
import { signalNumber } from './signal-names.ts';
import { containerCapabilities } from './spec/capabilities.ts';
import { containerDevices } from './spec/devices.ts';
import { containerResources } from './spec/resources.ts';

/** Makes a container: record, volumes and their first content. Nothing of it is mounted or running afterwards. */
export async function createContainer(
  room: Room,
  wantedName: string | undefined,
  request: ContainerCreateRequest,
): Promise<ContainerCreateResponse> {
  const id = randomBytes(32).toString('hex');
  room.keeper.prepare();
  const image = findImage(room, request.Image ?? '');
  const name = wantedName ? checkName(wantedName) : randomName((taken) => room.store.isNameTaken(taken));
  const { record, volumes, warnings } = settle(room, id, name, request, image);
  room.store.reserveName(name, id);
  const container = new Container(room.store.folder(id), room.store.runFolder(id), record, newState());
  try {
    await makeVolumes(room, volumes);
    container.saveRecord();
    await copyUpVolumes(room, container, image);
  } catch (error) {
    room.store.releaseName(name);
    for (const mount of record.mounts) {
      if (mount.type === 'volume') await room.volumes.release(mount.source, id);
      if (mount.anonymous) await room.volumes.remove(mount.source, { force: true });
    }
    room.trash.take(container.folder);
    throw error;
  }
  room.store.add(container);
  container.emit(room.events, 'create');
  return { Id: id, Warnings: warnings };
}

function findImage(room: Room, reference: string): StoredImage {
  const image = reference === '' ? undefined : room.images.find(reference);
  if (image) return image;
  if (reference === '') throw new EngineError('invalid', 'no image specified');
  const hasTag = /[:@][^/]+$/.test(reference);
  throw new EngineError('not-found', `No such image: ${hasTag ? reference : `${reference}:latest`}`);
}

function settle(
  room: Room,
  id: string,
  name: string,
  request: ContainerCreateRequest,
  image: StoredImage,
): { record: ContainerRecord; volumes: VolumeWish[]; warnings: string[] } {
  const config = mergeConfig(request, image.config.config, id);
  const defaults = hostDefaults(room);
  const hostConfig = completeHostConfig(request.HostConfig ?? {}, defaults);
  checkRuntime(hostConfig, defaults);
  checkCombination(request, hostConfig);
  checkStopSignal(config.StopSignal);
  // Refused now rather than at the start.
  containerCapabilities(hostConfig);
  containerDevices(hostConfig);
  const { warnings } = containerResources(hostConfig, room.cgroups);
  const plan = planMounts(config, hostConfig, (other) => room.store.get(other).record.mounts);
  const { path, args } = commandOf(config);
  return {
    warnings,
    volumes: plan.volumes,
    record: {
      id,
      name,
      created: new Date().toISOString(),
      imageId: image.id,
      path,
      args,
      config,
      hostConfig: resolveReferences(room, hostConfig),
      mounts: plan.mounts,
      networks: wantedNetworks(request, hostConfig),
    },
  };
}

function checkStopSignal(signal: string | undefined): void {
  if (signal) signalNumber(signal);
}

/** Other containers are remembered by id: their names may change. */
function resolveReferences(room: Room, hostConfig: HostConfig): HostConfig {
  const resolve = (mode: string | undefined): string | undefined => {
    const other = /^container:(.+)$/.exec(mode ?? '')?.[1];
    return other === undefined ? mode : `container:${room.store.get(other).id}`;
  };
  const resolved: HostConfig = { ...hostConfig };
  for (const key of ['NetworkMode', 'PidMode', 'IpcMode'] as const) {
    const mode = resolve(hostConfig[key]);
    if (mode !== undefined) resolved[key] = mode;
  }
  return resolved;
}

/** The network of `NetworkMode` comes first; `EndpointsConfig` may name it by any of its names. */
function wantedNetworks(
  { NetworkingConfig, MacAddress }: ContainerCreateRequest,
  { NetworkMode = 'bridge' }: HostConfig,
): Record<string, EndpointSettings> {
  if (NetworkMode === 'host' || NetworkMode === 'none' || NetworkMode.startsWith('container:')) return {};
  const given = Object.entries(NetworkingConfig?.EndpointsConfig ?? {}).map(
    ([network, settings]): [string, EndpointSettings] => [
      network === 'default' ? 'bridge' : network,
      settings ?? {},
    ],
  );
  const all: Record<string, EndpointSettings> = { [NetworkMode]: {} };
  for (const [network, settings] of given) all[network] = { ...settings };
  const main = all[NetworkMode];
  if (main && MacAddress && !main.MacAddress) main.MacAddress = MacAddress;
  return all;
}

async function makeVolumes(room: Room, volumes: VolumeWish[]): Promise<void> {
  for (const { name, driver, options, labels } of volumes) {
    if (room.volumes.find(name)) continue;
    const isAnonymous = /^[0-9a-f]{64}$/.test(name);
    await room.volumes.create({
      Name: name,
      Driver: driver,
      DriverOpts: options,
      Labels: isAnonymous ? { ...labels, 'com.docker.volume.anonymous': '' } : labels,
    });
  }
}
