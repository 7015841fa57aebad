import { readFileSync } from 'node:fs';
import { UserError } from '../shared/index.ts';
import { parseAddress } from './address.ts';
import type { EngineEndpoint, Environment } from './contract.ts';
import { dockerConfigFolder } from './docker-config.ts';
import { readTls } from './tls-files.ts';

interface ContextMetadata {
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
}

/** The engine of a docker context, read from the docker CLI's store (`contexts/meta/<sha256 of the name>/meta.json`). */
export async function readContext(name: string, env: Environment): Promise<EngineEndpoint> {
  const { createHash } = await import('node:crypto');
  const folder = `${dockerConfigFolder(env)}/contexts`;
  const hash = createHash('sha256').update(name).digest('hex');
  let metadata: ContextMetadata;
  try {
    metadata = JSON.parse(readFileSync(`${folder}/meta/${hash}/meta.json`, 'utf8')) as ContextMetadata;
  } catch (error) {
    throw new UserError('context-not-found', `context "${name}": context not found`, {
      hint: 'See `docker context ls`; DOCKER_CONTEXT, --context and currentContext of config.json choose one.',
      cause: error,
    });
  }
  const endpoint = metadata.Endpoints?.docker;
  if (endpoint?.Host === undefined || endpoint.Host === '') {
    throw new UserError('context-not-found', `context "${name}" names no docker endpoint`);
  }
  return parseAddress(
    endpoint.Host,
    readTls(`${folder}/tls/${hash}/docker`, endpoint.SkipTLSVerify ?? false),
  );
}
