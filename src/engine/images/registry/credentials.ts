/** Credentials for registries: what the request carries, else what `docker login` or `podman login` left on this machine. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RegistryAuth } from '../../../engine-api/index.ts';
import { ProcessError, run } from '../../host/index.ts';

type Environment = Record<string, string | undefined>;

interface AuthFile {
  auths?: Record<string, { auth?: string; identitytoken?: string; registrytoken?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Docker Hub's entry in files and helpers. */
const hubKey = 'https://index.docker.io/v1/';

function authFiles(env: Environment): string[] {
  const docker = join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'config.json');
  const named = env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : [];
  const podman = env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json')] : [];
  return [...named, docker, ...podman];
}

/** Undefined when nothing is known of the registry: it is then asked as anybody. */
export async function findCredentials(
  host: string,
  path: string,
  env: Environment,
): Promise<RegistryAuth | undefined> {
  for (const file of authFiles(env)) {
    const config = readAuthFile(file);
    const found = config && (await credentialsFrom(config, host, path, env));
    if (found !== undefined) return found;
  }
  return undefined;
}

function readAuthFile(file: string): AuthFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AuthFile;
  } catch {
    // As Docker: a missing or broken file is the same as one without credentials.
    return undefined;
  }
}

async function credentialsFrom(
  config: AuthFile,
  host: string,
  path: string,
  env: Environment,
): Promise<RegistryAuth | undefined> {
  for (const key of keysOf(host, path)) {
    const helper = config.credHelpers?.[key];
    if (helper !== undefined) return await askHelper(helper, key, env);
  }
  if (config.credsStore) {
    for (const key of serverKeys(host)) {
      const found = await askHelper(config.credsStore, key, env);
      if (found !== undefined) return found;
    }
  }
  for (const key of keysOf(host, path)) {
    const entry = config.auths?.[key];
    const found = entry && decodeEntry(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

function serverKeys(host: string): string[] {
  const isHub = host === 'docker.io' || host === 'index.docker.io' || host === 'registry-1.docker.io';
  return isHub ? [hubKey, 'docker.io', 'index.docker.io', 'registry-1.docker.io'] : [host];
}

/** Podman's files may have credentials for a part of a registry; the longest path wins. */
function keysOf(host: string, path: string): string[] {
  const parts = path.split('/');
  const nested = parts.map((_, index) => `${host}/${parts.slice(0, parts.length - index).join('/')}`);
  const servers = serverKeys(host);
  const urls = servers
    .filter((server) => !server.startsWith('https://'))
    .flatMap((server) => [
      `https://${server}`,
      `http://${server}`,
      `https://${server}/v1/`,
      `https://${server}/v2/`,
    ]);
  return [...nested, ...servers, ...urls];
}

function decodeEntry(entry: {
  auth?: string;
  identitytoken?: string;
  registrytoken?: string;
}): RegistryAuth | undefined {
  const text = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const basic = colon === -1 ? {} : { username: text.slice(0, colon), password: text.slice(colon + 1) };
  const auth: RegistryAuth = {
    ...basic,
    ...(entry.identitytoken ? { identitytoken: entry.identitytoken } : {}),
    ...(entry.registrytoken ? { registrytoken: entry.registrytoken } : {}),
  };
  return Object.keys(auth).length === 0 ? undefined : auth;
}

/** The user name under which helpers return an identity token instead of a password. */
const tokenUser = '<token>';
const helperTimeout = 30_000;

/** The protocol of docker-credential-helpers: the server's name goes to standard input, never to the arguments. */
async function askHelper(
  helper: string,
  server: string,
  env: Environment,
): Promise<RegistryAuth | undefined> {
  if (!/^[\w.-]+$/.test(helper)) return undefined;
  try {
    const { stdout } = await run(`docker-credential-${helper}`, ['get'], {
      input: server,
      timeout: helperTimeout,
      env,
    });
    const answer = JSON.parse(stdout) as { Username?: string; Secret?: string };
    if (!answer.Secret) return undefined;
    if (answer.Username === tokenUser) return { identitytoken: answer.Secret };
    return { username: answer.Username ?? '', password: answer.Secret };
  } catch (error) {
    // "credentials not found" is how helpers say no; a helper that is missing or broken leaves us as anybody, like Docker.
    if (error instanceof ProcessError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
