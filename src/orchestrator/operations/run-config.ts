import { isAbsolute, join } from 'node:path';
import {
  type Project,
  parsePortSpec,
  parseVolumeSpec,
  type ServiceConfig,
  type ServicePort,
  type ServiceVolume,
} from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import type { RunOptions } from '../contract.ts';

/** The service as `run`'s flags change it. */
export function runConfig(options: RunOptions, declared: ServiceConfig): ServiceConfig {
  const { restart: _never, container_name: _other, ...rest } = declared;
  const config: ServiceConfig = { ...rest, tty: options.tty, stdin_open: options.interactive, scale: 1 };
  if (options.name) config.container_name = options.name;
  if (declared.deploy !== undefined) {
    const { restart_policy: _policy, ...deploy } = declared.deploy;
    config.deploy = deploy;
  }
  if (!options.servicePorts) config.ports = (options.publish ?? []).flatMap(parsePorts);
  const volumes = (options.volumes ?? []).map((text) => parseVolume(options.project, text));
  if (volumes.length > 0) config.volumes = [...(declared.volumes ?? []), ...volumes];
  applyProcess(config, options);
  applyCapabilities(config, options);
  const variables = environmentOf(options);
  if (Object.keys(variables).length > 0) config.environment = { ...declared.environment, ...variables };
  if (options.labels !== undefined) config.labels = { ...declared.labels, ...options.labels };
  return config;
}

function applyProcess(config: ServiceConfig, options: RunOptions): void {
  const { command = [], entrypoint } = options;
  if (command.length > 0) config.command = command;
  if (options.user) config.user = options.user;
  if (options.workdir) config.working_dir = options.workdir;
  if (entrypoint === undefined) return;
  config.entrypoint = entrypoint;
  if (command.length === 0) config.command = [];
}

function applyCapabilities(config: ServiceConfig, { capAdd = [], capDrop = [] }: RunOptions): void {
  if (capAdd.length > 0) {
    config.cap_add = [...(config.cap_add ?? []), ...capAdd];
    config.cap_drop = (config.cap_drop ?? []).filter((name) => !capAdd.includes(name));
  }
  if (capDrop.length > 0) {
    config.cap_drop = [...(config.cap_drop ?? []), ...capDrop];
    config.cap_add = (config.cap_add ?? []).filter((name) => !capDrop.includes(name));
  }
}

/** `KEY` alone takes the value of the project's or the host's environment, and is left out where there is none. */
function environmentOf({ env = [], project, hostEnvironment = {} }: RunOptions): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const entry of env) {
    const at = entry.indexOf('=');
    const key = at < 0 ? entry : entry.slice(0, at);
    const value = at < 0 ? (project.environment[key] ?? hostEnvironment[key]) : entry.slice(at + 1);
    if (value !== undefined) variables[key] = value;
  }
  return variables;
}

function parsePorts(text: string): ServicePort[] {
  const mappings = parsePortSpec(text);
  if (typeof mappings === 'string') throw new UserError('invalid-port', mappings);
  return mappings.map(({ hostIp, published, target, protocol }) => ({
    mode: 'ingress',
    target,
    protocol,
    ...(hostIp === '' ? {} : { host_ip: hostIp }),
    ...(published === '' ? {} : { published }),
  }));
}

function parseVolume(project: Project, text: string): ServiceVolume {
  const spec = parseVolumeSpec(text);
  if (typeof spec === 'string') throw new UserError('invalid-volume', spec);
  const { type, source, target, readOnly, nocopy, propagation, selinux } = spec;
  const shared = { type, target, ...(readOnly ? { read_only: true } : {}) };
  if (type === 'volume') {
    return { ...shared, ...(source === '' ? {} : { source }), volume: nocopy ? { nocopy } : {} };
  }
  const home = project.environment.HOME ?? '';
  const path = source.startsWith('~') ? home + source.slice(1) : source;
  return {
    ...shared,
    source: isAbsolute(path) ? path : join(project.workingDir, path),
    bind: {
      create_host_path: true,
      ...(propagation === undefined ? {} : { propagation }),
      ...(selinux === undefined ? {} : { selinux }),
    },
  };
}
