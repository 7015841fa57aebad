import type { ServiceConfig } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { serviceOfMode, serviceOfVolumesFrom } from './dependencies.ts';

/** The id of a service's first container, in the order of names; undefined when there is none. */
export type FirstContainer = (service: string) => string | undefined;

/**
 * The service with references to other services (`network_mode: service:db`, `volumes_from: [db]`) replaced by the ids of their
 * containers. Docker Compose hashes this form, so that whoever shares a namespace is recreated with its owner.
 */
export function resolveReferences(config: ServiceConfig, first: FirstContainer): ServiceConfig {
  return {
    ...config,
    ...sharedMode('network_mode', 'network', config.network_mode, first),
    ...sharedMode('ipc', 'IPC', config.ipc, first),
    ...sharedMode('pid', 'PID', config.pid, first),
    ...(config.volumes_from === undefined
      ? {}
      : { volumes_from: config.volumes_from.map((entry) => volumesFrom(entry, first)) }),
  };
}

function sharedMode<K extends 'network_mode' | 'ipc' | 'pid'>(
  key: K,
  namespace: string,
  mode: string | undefined,
  first: FirstContainer,
): { [key in K]?: string } {
  const service = serviceOfMode(mode);
  if (service === undefined) return {};
  const id = first(service);
  if (id === undefined) {
    throw missing(`cannot share ${namespace} namespace with service ${service}: container missing`);
  }
  return { [key]: `container:${id}` } as { [key in K]?: string };
}

function volumesFrom(entry: string, first: FirstContainer): string {
  const service = serviceOfVolumesFrom(entry);
  if (service === undefined) return entry.split(':')[1] ?? '';
  const id = first(service);
  if (id === undefined) throw missing(`cannot share volume with service ${service}: container missing`);
  return id;
}

function missing(message: string): UserError {
  return new UserError('shared-container-missing', message, {
    hint: 'Start the service that owns it as well, or leave out --no-deps.',
  });
}
