import type { SourcePosition } from '../shared/index.ts';
import type { Project } from './project.ts';
import { type MapNode, placeBelow } from './tree/node.ts';
import { positionOf } from './tree/source.ts';

/** The tree that a project was made of, for mistakes that show only when the project is used. */
const trees = new WeakMap<Project, MapNode>();

export function keepPlaces(project: Project, tree: MapNode): void {
  trees.set(project, tree);
}

/** Where a value of a loaded project stands (`['services', 'web', 'image']`), or the nearest above it; undefined when no file says it. */
export function positionInFiles(project: object, path: readonly string[]): SourcePosition | undefined {
  const tree = trees.get(project as Project);
  if (tree === undefined) return undefined;
  const place = placeBelow(tree, path);
  return place.source === tree.at.source && place.start === tree.at.start ? undefined : positionOf(place);
}
