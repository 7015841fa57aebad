import type { EngineClient } from '../../engine-client/index.ts';
import { findCliPlugin } from '../../engine-client/index.ts';
import { isOff } from '../model/values.ts';

/**
 * Who builds: our own engine, which reads contexts where they are; BuildKit, through the docker CLI's plugin `buildx`; Podman's builder; or
 * the classic one that every Docker Engine has behind its API.
 */
export type BuilderChoice =
  | { kind: 'embedded' }
  | { kind: 'buildx'; program: string }
  | { kind: 'podman'; version: string }
  | { kind: 'classic'; why: string };

/** `COMPOSE_BAKE=0` and `DOCKER_BUILDKIT=0` choose the classic builder, as does an engine without BuildKit. */
export async function chooseBuilder(client: EngineClient): Promise<BuilderChoice> {
  const { env } = process;
  if (await client.offers('build')) return { kind: 'embedded' };
  if (await client.isPodman()) return { kind: 'podman', version: (await client.version()).Version };
  const off = ['COMPOSE_BAKE', 'DOCKER_BUILDKIT'].find((name) => isOff(env[name]));
  if (off !== undefined) return { kind: 'classic', why: `${off} turns BuildKit off` };
  const program = findCliPlugin('buildx', env);
  if (program !== undefined) return { kind: 'buildx', program };
  return { kind: 'classic', why: "the docker CLI's plugin buildx is not installed" };
}
