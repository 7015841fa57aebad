import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { RegistryAuth } from '../../engine-api/index.ts';

const socketInContainer = '/var/run/docker.sock';
const configFolder = '/run/secrets/docker';
const configKey = '#apisocket';

/**
 * Gives services with `use_api_socket` the engine's socket and the user's registry credentials, as Docker Compose does: by a bind mount
 * and a config.
 */
export function withApiSocket(
  project: Project,
  socket: string,
  credentials: Record<string, RegistryAuth>,
): Project {
  const auths = Object.entries(credentials).map(([registry, auth]) => [registry, authEntry(auth)]);
  const content = `${JSON.stringify({ auths: Object.fromEntries(auths) }, null, '\t')}\n`;
  const services = Object.entries(project.services).map(([name, config]) => [
    name,
    config.use_api_socket ? withSocket(config, socket) : config,
  ]);
  return {
    ...project,
    configs: { ...project.configs, [configKey]: { content } },
    services: Object.fromEntries(services) as Project['services'],
  };
}

export function usesApiSocket(project: Project): boolean {
  return Object.values(project.services).some((config) => config.use_api_socket);
}

function withSocket(config: ServiceConfig, socket: string): ServiceConfig {
  return {
    ...config,
    // Whoever sets DOCKER_CONFIG knows where its own configuration is.
    environment: { DOCKER_CONFIG: configFolder, ...config.environment },
    volumes: [...(config.volumes ?? []), { type: 'bind', source: socket, target: socketInContainer }],
    configs: [...(config.configs ?? []), { source: configKey, target: `${configFolder}/config.json` }],
  };
}

function authEntry({ username, password, identitytoken }: RegistryAuth): Record<string, string> {
  return {
    auth: Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64'),
    ...(identitytoken ? { identitytoken } : {}),
  };
}
