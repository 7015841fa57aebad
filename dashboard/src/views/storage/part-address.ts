import type { StoragePart } from '../../../../src/dashboard-api/index.ts';
import { pageAddress, projectAddress, withQuery } from '../../routing/index.ts';
import { instructionWords } from './instruction.ts';

/** Builders write the names of layers and of their cache. */
export function partName({ kind, name }: StoragePart): string {
  if (kind === 'log') return `Log of ${name}`;
  return kind === 'layer' || kind === 'build-cache' ? instructionWords(name) : name;
}

/** Into its parts, or to the thing itself. */
export function leadOf(engine: string, part: StoragePart, url: string): string {
  return part.parts === undefined ? thingOf(engine, part) : withQuery(url, { at: part.id });
}

/** Where more is told of it. */
function thingOf(engine: string, { kind, id, name }: StoragePart): string {
  switch (kind) {
    case 'project':
      return projectAddress(engine, name);
    case 'volume':
      return withQuery(pageAddress(engine, 'volumes'), { volume: name });
    case 'image':
    case 'layer':
      return withQuery(pageAddress(engine, 'images'), layerOf(id));
    case 'container':
    case 'log':
      return withQuery(pageAddress(engine, 'storage'), {
        container: name,
        pane: kind === 'log' ? 'logs' : 'files',
      });
    case 'build-records':
      return pageAddress(engine, 'builds');
    default:
      return pageAddress(engine, 'storage');
  }
}

/** `layer IMAGE INDEX`, or `image IMAGE`. */
function layerOf(id: string): { image?: string; layer?: string } {
  const [, image, layer] = /^\w+ (\S+)(?: (\d+))?$/.exec(id) ?? [];
  return { ...(image === undefined ? {} : { image }), ...(layer === undefined ? {} : { layer }) };
}
