import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAddress } from './address.ts';
import type { EngineEndpoint, Environment, TlsFiles } from './contract.ts';

/** What would lead a program of Docker's elsewhere, or have it believe that the docker CLI started it. */
const notPassedOn = [
  'DOCKER_CONTEXT',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND',
  'DOCKER_CLI_PLUGIN_SOCKET',
];

/**
 * Gives `use` the environment in which programs of Docker's (buildx) reach this engine, whichever way it was chosen. Certificates
 * lie in a folder that only this user can read, and which is gone afterwards.
 */
export async function withDockerEnvironment<T>(
  endpoint: EngineEndpoint,
  env: Environment,
  use: (env: Environment) => Promise<T>,
): Promise<T> {
  const rest = Object.entries(env).filter(([name]) => !notPassedOn.includes(name));
  const base = { ...Object.fromEntries(rest), DOCKER_HOST: formatAddress(endpoint) };
  if (endpoint.transport !== 'tcp' || endpoint.tls === undefined) return use(base);
  const folder = await mkdtemp(join(tmpdir(), 'tutti-certificates-'));
  try {
    await writeCertificates(folder, endpoint.tls);
    const verify = endpoint.tls.skipVerify ? { DOCKER_TLS: '1' } : { DOCKER_TLS_VERIFY: '1' };
    return await use({ ...base, ...verify, DOCKER_CERT_PATH: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Docker's programs fail without a `ca.pem`: where none was given, it says whom this machine trusts. */
async function writeCertificates(folder: string, { ca: given, cert, key }: TlsFiles): Promise<void> {
  const ca = given ?? (await import('node:tls')).getCACertificates('default').join('\n');
  for (const [name, text] of Object.entries({ ca, cert, key })) {
    if (text !== undefined) await writeFile(join(folder, `${name}.pem`), text, { mode: 0o600 });
  }
}
