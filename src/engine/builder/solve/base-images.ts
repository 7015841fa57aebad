import type { RegistryAuth } from '../../../engine-api/index.ts';
import { EngineError, messageOf } from '../../../shared/index.ts';
import type { Images, StoredImage } from '../../images/contract.ts';
import type { ResolveBase } from '../plan/make-plan.ts';
import type { BaseImage } from '../plan/plan.ts';
import { formatPlatform, type Platform } from '../plan/platform.ts';
import type { BuildSession } from './session.ts';

/** Takes base images from the store, and pulls those that are missing or asked to be fresh. */
export function pullingResolver(session: BuildSession): ResolveBase {
  const pulls = new Map<string, Promise<BaseImage>>();
  return (reference, platform) => {
    const key = `${reference} ${formatPlatform(platform)}`;
    let pull = pulls.get(key);
    if (!pull) {
      pull = resolve(session, reference, platform);
      pulls.set(key, pull);
    }
    return pull;
  };
}

/** Looks only into the store: an image that is not there is one without an id. */
export function localResolver(images: Pick<Images, 'find'>): ResolveBase {
  return (reference, platform) => {
    const full = fullReference(reference);
    const found = images.find(reference);
    const fits = found && isPlatform(found, platform) ? found : undefined;
    return Promise.resolve(fits ? toBase(full, fits) : absent(full, platform));
  };
}

async function resolve(session: BuildSession, reference: string, platform: Platform): Promise<BaseImage> {
  const { request, progress, signal } = session;
  const { images } = session.services;
  const full = fullReference(reference);
  return await progress.around(`[internal] load metadata for ${full}`, async (step) => {
    const found = request.pull ? undefined : images.find(reference);
    if (found && isPlatform(found, platform)) return toBase(full, found);
    const auth = authFor(request.auth, full);
    try {
      const pulled = await images.pull(reference, {
        platform: formatPlatform(platform),
        signal,
        onProgress: (message) => step.message(message),
        ...(auth ? { auth } : {}),
      });
      return toBase(full, pulled);
    } catch (error) {
      if (signal.aborted) throw error;
      const kind = error instanceof EngineError ? error.kind : 'system';
      if (messageOf(error).startsWith('invalid reference format')) throw error;
      const message = `failed to resolve source metadata for ${full}: ${messageOf(error)}`;
      throw new EngineError(kind, message, { cause: error });
    }
  });
}

function toBase(reference: string, image: StoredImage): BaseImage {
  return { reference, id: image.id, config: image.config, layers: image.layers };
}

function absent(reference: string, platform: Platform): BaseImage {
  const config = { ...platform, config: {}, rootfs: { type: 'layers' as const, diff_ids: [] } };
  return { reference, id: undefined, config, layers: [] };
}

function isPlatform({ config }: StoredImage, platform: Platform): boolean {
  const sameVariant = !platform.variant || !config.variant || platform.variant === config.variant;
  return config.os === platform.os && config.architecture === platform.architecture && sameVariant;
}

/** `docker.io/library/busybox:latest`, as progress and errors name an image. */
function fullReference(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  const hasDomain = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasDomain
    ? reference
    : rest.length > 0
      ? `docker.io/${reference}`
      : `docker.io/library/${reference}`;
  return /:[^/]*$/.test(path) || path.includes('@') ? path : `${path}:latest`;
}

function authFor(auth: Record<string, RegistryAuth>, full: string): RegistryAuth | undefined {
  const domain = full.split('/')[0] ?? '';
  const names =
    domain === 'docker.io'
      ? ['docker.io', 'index.docker.io', 'https://index.docker.io/v1/']
      : [domain, `https://${domain}`];
  return names.map((name) => (Object.hasOwn(auth, name) ? auth[name] : undefined)).find(Boolean);
}
