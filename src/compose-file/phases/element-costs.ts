import { get, type MapNode, mapAt } from '../tree/node.ts';
import type { LoadContext } from './context.ts';

/** What a service counts beyond its values: every phase goes over it, and a project has things for it that no file says. */
const PER_SERVICE = 25;
/** What a network, a volume and their kin count. */
const PER_RESOURCE = 8;
/** What a link counts, or a service whose volumes are taken: each becomes a dependency, too. */
const PER_REFERENCE = 4;
/** What a volume comes to at least in its long form. */
const PER_VOLUME = 8;

/** Counts what services, networks, volumes and their kin cost beyond the values that are written. @throws UserError `too-many-values` */
export function countElements(root: MapNode, context: LoadContext): void {
  for (const [section, { value }] of root.entries) {
    const each = section === 'services' ? PER_SERVICE : PER_RESOURCE;
    if (value.kind === 'map' && !section.startsWith('x-')) context.count(value, each * value.entries.size);
  }
  for (const service of servicesOf(root)) {
    context.count(service, PER_REFERENCE * (items(service, 'links') + items(service, 'volumes_from')));
  }
  context.checkRoom(inLongForm(root), () => root);
}

/** What the short forms of volumes will come to: told before they are made. */
function inLongForm(root: MapNode): number {
  return servicesOf(root).reduce((sum, service) => sum + PER_VOLUME * items(service, 'volumes'), 0);
}

function servicesOf(root: MapNode): MapNode[] {
  const services = [...(mapAt(root, 'services')?.entries.values() ?? [])];
  return services.map(({ value }) => value).filter((value) => value.kind === 'map');
}

function items(service: MapNode, key: string): number {
  const node = get(service, key);
  return node?.kind === 'list' ? node.items.length : 0;
}
