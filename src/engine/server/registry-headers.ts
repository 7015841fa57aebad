import type { RegistryAuth } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Call } from './call.ts';
import { loadSchemas } from './load-schemas.ts';

/** `X-Registry-Auth`: the credentials for the one registry that a request is about. */
export async function registryAuthOf(call: Call): Promise<RegistryAuth | undefined> {
  const value = decodeHeader(call, 'x-registry-auth');
  if (value === undefined) return undefined;
  const { checkValue, registryAuth } = await loadSchemas();
  const auth = checkValue(value, registryAuth);
  return Object.values(auth).some(Boolean) ? auth : undefined;
}

/** `X-Registry-Config`: credentials by registry, for a build. */
export async function registryConfigOf(call: Call): Promise<Record<string, RegistryAuth>> {
  const value = decodeHeader(call, 'x-registry-config');
  if (value === undefined) return {};
  const { checkValue, registryConfig } = await loadSchemas();
  return checkValue(value, registryConfig);
}

function decodeHeader(call: Call, name: string): unknown {
  const text = call.header(name);
  if (!text) return undefined;
  try {
    // Decodes both alphabets of base64: clients differ.
    return JSON.parse(Buffer.from(text, 'base64').toString()) ?? undefined;
  } catch (error) {
    throw new EngineError('invalid', `invalid ${name} header: invalid base64 of JSON`, { cause: error });
  }
}
