/** Where a value stands in a project: `['services', 'web', 'ports', '0']`. */
export type Path = readonly string[];

/** As people write it: `services.web.ports[0]`. */
export function showPath(path: Path): string {
  return path
    .map((part, i) => (/^\d+$/.test(part) && i > 0 ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('');
}
