import { readFileSync } from 'node:fs';
import { UserError } from '../shared/index.ts';
import type { Environment } from './contract.ts';

/** The parts of `~/.docker/config.json` that we use. */
export interface DockerConfig {
  auths?: Record<string, { auth?: string; username?: string; password?: string; identitytoken?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  currentContext?: string;
  /** Folders with plugins, before the usual ones. */
  cliPluginsExtraDirs?: string[];
  /** By engine address, and `default`. */
  proxies?: Record<string, ProxyConfig>;
}

/** Proxies that containers and builds are given. */
export interface ProxyConfig {
  httpProxy?: string;
  httpsProxy?: string;
  noProxy?: string;
  ftpProxy?: string;
  allProxy?: string;
}

/** `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigFolder(env: Environment): string {
  return env.DOCKER_CONFIG || `${env.HOME ?? '/root'}/.docker`;
}

/** The docker CLI's configuration; empty when there is none. */
export function readDockerConfig(env: Environment): DockerConfig {
  const path = `${dockerConfigFolder(env)}/config.json`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (error) {
    throw new UserError('bad-docker-config', `${path} is not valid JSON`, { cause: error });
  }
  throw new UserError('bad-docker-config', `${path} is not a JSON object`);
}
