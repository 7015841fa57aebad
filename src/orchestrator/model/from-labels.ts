import type {
  NetworkConfig,
  Project,
  ServiceConfig,
  ServiceDependency,
  VolumeConfig,
} from '../../compose-file/index.ts';
import type { ContainerSummary, NetworkInspect, VolumeInspect } from '../../engine-api/index.ts';
import { label } from '../labels.ts';
import { emptyProject } from './empty-project.ts';
import { nameOf } from './names.ts';

/** What is known of a project without its files: what the labels of its resources say. */
export function projectFromLabels(
  name: string,
  resources: { containers: ContainerSummary[]; networks: NetworkInspect[]; volumes: VolumeInspect[] },
): Project {
  const services: Record<string, ServiceConfig> = {};
  for (const container of resources.containers) {
    const service = container.Labels[label.service] ?? nameOf(container);
    const known = services[service];
    services[service] = known
      ? { ...known, scale: (known.scale ?? 1) + 1 }
      : {
          command: null,
          entrypoint: null,
          image: container.Image,
          scale: 1,
          depends_on: dependsOn(container.Labels[label.dependsOn] ?? ''),
        };
  }
  return {
    ...emptyProject(name),
    services,
    networks: Object.fromEntries(resources.networks.map(networkFromLabels)),
    volumes: Object.fromEntries(resources.volumes.map(volumeFromLabels)),
    workingDir: '',
  };
}

function networkFromLabels(network: NetworkInspect): [string, NetworkConfig] {
  return [network.Labels?.[label.network] ?? network.Name, { name: network.Name, ipam: {} }];
}

function volumeFromLabels(volume: VolumeInspect): [string, VolumeConfig] {
  return [volume.Labels?.[label.volume] ?? volume.Name, { name: volume.Name }];
}

/** Reads `db:service_healthy:true,cache`; older versions wrote names only. */
function dependsOn(text: string): Record<string, ServiceDependency> {
  const found: Record<string, ServiceDependency> = {};
  for (const entry of text.split(',').filter(Boolean)) {
    const [name = '', condition = 'service_started', restart = 'true'] = entry.split(':');
    found[name] = {
      condition: condition as NonNullable<ServiceDependency['condition']>,
      restart: restart === 'true',
      required: false,
    };
  }
  return found;
}
