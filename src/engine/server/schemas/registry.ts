import * as z from 'zod/mini';
import type { RegistryAuth } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { text } from './values.ts';

export const registryAuth: z.ZodMiniType<RegistryAuth> = fields({
  username: text,
  password: text,
  email: text,
  serveraddress: text,
  identitytoken: text,
  registrytoken: text,
});

/** Content of `X-Registry-Config`: by registry address. */
export const registryConfig: z.ZodMiniType<Record<string, RegistryAuth>> = z.record(text, registryAuth);
