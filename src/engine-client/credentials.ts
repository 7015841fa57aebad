import type { RegistryAuth } from '../engine-api/index.ts';
import { UserError } from '../shared/index.ts';
import type { Credentials, Environment } from './contract.ts';
import { type DockerConfig, readDockerConfig } from './docker-config.ts';

/** Docker Hub's key in `auths`, for historical reasons. */
const hubKey = 'https://index.docker.io/v1/';

/** `~/.docker/config.json` (or `DOCKER_CONFIG`), credential helpers included. */
export function openCredentials(env: Environment): Credentials {
  const config = readDockerConfig(env);
  return {
    forImage: (reference) => forRegistry(config, registryKey(reference)),
    all: async () => {
      const keys = new Set([...Object.keys(config.auths ?? {}), ...Object.keys(config.credHelpers ?? {})]);
      const found = await Promise.all(
        [...keys].map(async (key) => [key, await forRegistry(config, key)] as const),
      );
      return Object.fromEntries(found.flatMap(([key, auth]) => (auth === undefined ? [] : [[key, auth]])));
    },
  };
}

/** The value of `X-Registry-Auth`. Docker wants base64url with padding. */
export function encodeAuth(auth: RegistryAuth | undefined): string {
  return Buffer.from(JSON.stringify(auth ?? {}))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** The first part of an image's name when it can be a host, else Docker Hub. */
export function registryKey(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return !isHost || first === 'docker.io' || first === 'index.docker.io' ? hubKey : first;
}

async function forRegistry(config: DockerConfig, key: string): Promise<RegistryAuth | undefined> {
  const helper = config.credHelpers?.[key] ?? config.credHelpers?.[hostOf(key)] ?? config.credsStore;
  if (helper) return askHelper(helper, key);
  const entry = Object.entries(config.auths ?? {}).find(
    ([name]) => name === key || hostOf(name) === hostOf(key),
  )?.[1];
  if (entry === undefined) return undefined;
  if (entry.identitytoken) return { identitytoken: entry.identitytoken, serveraddress: key };
  if (entry.auth === undefined) {
    return { username: entry.username ?? '', password: entry.password ?? '', serveraddress: key };
  }
  const [username = '', ...password] = Buffer.from(entry.auth, 'base64').toString('utf8').split(':');
  return { username, password: password.join(':').replace(/\0+$/, ''), serveraddress: key };
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/')[0] ?? key;
}

interface HelperAnswer {
  Username?: string;
  Secret?: string;
}

/** Runs `docker-credential-<helper> get` with the registry on standard input; secrets never appear in arguments. */
async function askHelper(helper: string, key: string): Promise<RegistryAuth | undefined> {
  if (!/^[\w.-]+$/.test(helper))
    throw new UserError('bad-docker-config', `bad name of a credential helper: ${helper}`);
  const { execFile } = await import('node:child_process');
  const program = `docker-credential-${helper}`;
  const output = await new Promise<string | undefined>((resolve, reject) => {
    const child = execFile(program, ['get'], { encoding: 'utf8' }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (/credentials not found/i.test(stdout)) resolve(undefined);
      else if ('code' in error && error.code === 'ENOENT')
        reject(helperFailed(program, 'it is not installed'));
      else reject(helperFailed(program, stdout.trim() || `exit code ${String(error.code)}`));
    });
    child.stdin?.on('error', () => {
      // It ended before it read its input; its exit code says why.
    });
    child.stdin?.end(key);
  });
  if (output === undefined) return undefined;
  const answer = JSON.parse(output) as HelperAnswer;
  const secret = answer.Secret ?? '';
  return answer.Username === '<token>'
    ? { identitytoken: secret, serveraddress: key }
    : { username: answer.Username ?? '', password: secret, serveraddress: key };
}

function helperFailed(program: string, why: string): UserError {
  return new UserError('credential-helper-failed', `${program} gave no credentials: ${why}`, {
    hint: 'config.json of the docker CLI names it under credsStore or credHelpers.',
  });
}
