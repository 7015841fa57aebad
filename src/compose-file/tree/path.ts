/** Where a value stands in a project: `['services', 'web', 'ports', '0']`. */
export type Path = readonly string[];

/**
 * The path of a walk over a tree, which grows on the way down and shrinks on the way up. Whoever keeps it has to copy it;
 * a new array for every value would cost more than the walk.
 */
export type WalkPath = string[];

/** As people write it: `services.web.ports[0]`. */
export function showPath(path: Path): string {
  return path
    .map((part, i) => (/^\d+$/.test(part) && i > 0 ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('');
}
