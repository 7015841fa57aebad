import type { Decoded } from './model/decode.ts';
import { network, volume } from './model/project.ts';
import { service } from './model/service.ts';
import type { Type } from './model/types.ts';
import { printJson } from './print/json.ts';
import { toPrintable } from './print/printable.ts';
import type { NetworkConfig, VolumeConfig } from './project.ts';
import type { ServiceConfig } from './service.ts';

/**
 * What decides whether a container has to be made anew, as the label `com.docker.compose.config-hash` holds it:
 * the service as JSON without what does not change a container.
 */
export function serviceHash(config: ServiceConfig): string {
  const {
    build: _build,
    pull_policy: _policy,
    scale: _scale,
    depends_on: _on,
    profiles: _profiles,
    ...hashed
  } = config;
  if (hashed.deploy !== undefined) {
    const { replicas: _replicas, ...deploy } = hashed.deploy;
    hashed.deploy = deploy;
  }
  return hashOf(service, hashed);
}

export function networkHash(config: NetworkConfig): string {
  return hashOf(network, config);
}

/** A volume without driver counts as one with "local". */
export function volumeHash(config: VolumeConfig): string {
  return hashOf(volume, { ...config, driver: config.driver || 'local' });
}

function hashOf(type: Type, config: object): string {
  const text = printJson(toPrintable(type, config as unknown as Decoded, 'json'));
  // Loaded when a hash is asked for: Node's crypto takes 5 ms, and most commands need none.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
