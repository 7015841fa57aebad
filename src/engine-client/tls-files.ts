import { readFileSync } from 'node:fs';
import { UserError } from '../shared/index.ts';
import type { Environment, TlsChoice, TlsFiles } from './contract.ts';
import { dockerConfigFolder } from './docker-config.ts';

/**
 * The TLS that flags and variables ask for, undefined for none. Files that no flag names lie in `DOCKER_CERT_PATH`, else beside the docker
 * client's configuration.
 */
export function chooseTls(env: Environment, choice: TlsChoice | undefined): TlsFiles | undefined {
  const verify = choice?.verify ?? (env.DOCKER_TLS_VERIFY ? true : undefined);
  const enabled = choice?.enabled || verify !== undefined || env.DOCKER_TLS || env.DOCKER_CERT_PATH;
  if (!enabled) return undefined;
  const folder = env.DOCKER_CERT_PATH || dockerConfigFolder(env);
  const named = Object.entries({ ca: choice?.ca, cert: choice?.cert, key: choice?.key });
  const files = named.flatMap(([part, path]) => (path === undefined ? [] : [[part, readNamed(path)]]));
  return { skipVerify: verify !== true, ...readFolder(folder), ...Object.fromEntries(files) };
}

/** The `ca.pem`, `cert.pem` and `key.pem` of a context's folder; undefined when there is none of them. */
export function readTls(folder: string, skipVerify: boolean): TlsFiles | undefined {
  const files = readFolder(folder);
  return Object.keys(files).length === 0 && !skipVerify ? undefined : { skipVerify, ...files };
}

function readFolder(folder: string): Omit<TlsFiles, 'skipVerify'> {
  const files: Omit<TlsFiles, 'skipVerify'> = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const text = readIfThere(`${folder}/${part}.pem`);
    if (text !== undefined) files[part] = text;
  }
  return files;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(
    'bad-certificates',
    `the certificate file ${path} cannot be read: ${(error as Error).message}`,
    { cause: error },
  );
}
