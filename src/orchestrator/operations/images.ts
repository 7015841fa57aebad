import type { ImageInspect } from '../../engine-api/index.ts';
import type { OperationContext, ServiceSelection } from '../contract.ts';
import type { ImageRow } from '../contract-results.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import { inspectImages } from '../observe/images.ts';

/** `images`: what the containers of a project were created from. */
export async function images(options: OperationContext & ServiceSelection): Promise<ImageRow[]> {
  const { services = [] } = options;
  const containers = (await listContainers(options, options.project.name)).filter(
    (container) => services.length === 0 || services.includes(serviceOf(container)),
  );
  const known = await inspectImages(
    options,
    containers.map(({ Image }) => Image),
  );
  return containers.flatMap((container) => {
    const image = known.get(container.Image);
    return image === undefined
      ? []
      : [rowOf(nameOf(container), serviceOf(container), container.Image, image)];
  });
}

function rowOf(container: string, service: string, name: string, image: ImageInspect): ImageRow {
  const lastTagTime = image.Metadata?.LastTagTime;
  const isKnown = lastTagTime !== undefined && !lastTagTime.startsWith('0001-');
  return {
    container,
    service,
    imageId: image.Id,
    ...splitName(name),
    platform: [image.Os, image.Architecture, image.Variant].filter(Boolean).join('/'),
    size: image.Size,
    ...(image.Created === undefined ? {} : { created: image.Created }),
    ...(isKnown ? { lastTagTime } : {}),
  };
}

/** An id has neither; a name without a tag means `latest`. */
function splitName(name: string): { repository: string; tag: string } {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(name)) return { repository: '', tag: '' };
  const [reference = ''] = name.split('@');
  const colon = reference.lastIndexOf(':');
  const hasTag = colon > reference.lastIndexOf('/');
  const repository = (hasTag ? reference.slice(0, colon) : reference).replace(
    /^docker\.io\/(library\/)?/,
    '',
  );
  return { repository, tag: hasTag ? reference.slice(colon + 1) : name.includes('@') ? '' : 'latest' };
}
