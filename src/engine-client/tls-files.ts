import { readFileSync } from 'node:fs';
import type { Environment, TlsChoice, TlsFiles } from './contract.ts';
import { dockerConfigFolder } from './docker-config.ts';
import { badCertificates } from './tls-check.ts';

const parts = ['ca', 'cert', 'key'] as const;
type Part = (typeof parts)[number];

/**
 * The TLS that flags and variables ask for, undefined for none. Files that no flag names lie in `DOCKER_CERT_PATH`, else beside the docker
 * client's configuration: `ca.pem` has to be there, `cert.pem` and `key.pem` need not.
 * @throws UserError `bad-certificates`
 */
export function chooseTls(env: Environment, choice: TlsChoice | undefined): TlsFiles | undefined {
  const verify = choice?.verify ?? (env.DOCKER_TLS_VERIFY ? true : undefined);
  if (!choice?.enabled && verify === undefined && !env.DOCKER_TLS) return undefined;
  const folder = env.DOCKER_CERT_PATH || dockerConfigFolder(env);
  const files: Partial<Record<Part, string>> = {};
  for (const part of parts) {
    const named = choice?.[part];
    const mayBeMissing = named === undefined && part !== 'ca';
    const text = named === '' ? undefined : read(named ?? `${folder}/${part}.pem`, mayBeMissing);
    if (text !== undefined) files[part] = text;
  }
  return { skipVerify: verify !== true, ...files };
}

/** The `ca.pem`, `cert.pem` and `key.pem` of a context's folder; undefined when there is none of them. */
export function readTls(folder: string, skipVerify: boolean): TlsFiles | undefined {
  const files: Partial<Record<Part, string>> = {};
  for (const part of parts) {
    const text = read(`${folder}/${part}.pem`, true);
    if (text !== undefined) files[part] = text;
  }
  return Object.keys(files).length === 0 && !skipVerify ? undefined : { skipVerify, ...files };
}

function read(path: string, mayBeMissing: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (mayBeMissing && code === 'ENOENT') return undefined;
    throw badCertificates(`unable to resolve docker endpoint: ${readFailure(path, error)}`, error);
  }
}

/** As Go says it. */
function readFailure(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `open ${path}: no such file or directory`;
  if (code === 'EACCES') return `open ${path}: permission denied`;
  return code === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: ${message}`;
}
