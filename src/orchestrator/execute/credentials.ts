import type { RegistryAuth } from '../../engine-api/index.ts';
import { openCredentials } from '../../engine-client/index.ts';

/** The user's credentials for an image's registry. */
export function credentialsFor(image: string): Promise<RegistryAuth | undefined> {
  return openCredentials(process.env).forImage(image);
}

export function allCredentials(): Promise<Record<string, RegistryAuth>> {
  return openCredentials(process.env).all();
}
