import { EngineError, UserError } from '../shared/index.ts';
import { formatAddress } from './address.ts';
import type { EngineEndpoint } from './contract.ts';
import { unreachable } from './dial.ts';
import { engineRefusal } from './refusal.ts';

/** What a refused `/_ping` says; Go's servers answer 400 to a request that has no TLS and should have. */
export function refusedGreeting(
  endpoint: EngineEndpoint,
  { status, reason }: { status: number; reason: string },
): Error {
  if (status !== 400 || endpoint.transport !== 'tcp' || endpoint.tls !== undefined)
    return engineRefusal(
      status,
      `${formatAddress(endpoint)} does not answer as an engine: ${status} ${reason}`,
    );
  return new UserError(
    'engine-unreachable',
    `Cannot connect to the Docker daemon at ${formatAddress(endpoint)}: it wants TLS`,
    {
      hint: 'Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.',
    },
  );
}

/** A certificate is refused after the handshake (RFC 8446, section 4.4.2.4), so it is the first answer that fails. */
export function brokenGreeting(endpoint: EngineEndpoint, error: unknown): unknown {
  if (error instanceof UserError || error instanceof EngineError) return error;
  return error instanceof Error && 'code' in error ? unreachable(endpoint, error) : error;
}

/** The same endpoint with tutti instead of docker at the far end of ssh, when there is no docker. */
export function withTuttiThere(endpoint: EngineEndpoint, error: unknown): EngineEndpoint | undefined {
  if (endpoint.transport !== 'ssh' || endpoint.remote !== undefined) return undefined;
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const isMissing = cause instanceof Error && 'exitCode' in cause && cause.exitCode === 127;
  return isMissing ? { ...endpoint, remote: 'tutti' } : undefined;
}
