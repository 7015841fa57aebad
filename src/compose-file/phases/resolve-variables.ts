import type { Environment } from '../environment.ts';
import { asText, get, isText, list, type MapNode, mapAt, put, scalar } from '../tree/node.ts';

/** Key under which a secret's value from the environment travels: as an extension it passes every check, and no printer shows it. */
export const SECRET_VALUE = 'x-#value';

/** Values that are named and not given: `environment: [NAME]`, and secrets and configs of `environment`. */
export function resolveVariables(model: MapNode, environment: Environment): void {
  for (const { value: service } of mapAt(model, 'services')?.entries.values() ?? []) {
    if (service.kind !== 'map') continue;
    const variables = get(service, 'environment');
    if (variables?.kind !== 'list') continue;
    const items = variables.items.filter(isText).map((item) => {
      const value = environment.get(item.value);
      return value === undefined ? item : scalar(`${item.value}=${value}`, item.at);
    });
    put(service, 'environment', list(items, variables.at));
  }
  fillContent(mapAt(model, 'secrets'), SECRET_VALUE, environment);
  fillContent(mapAt(model, 'configs'), 'content', environment);
}

function fillContent(resources: MapNode | undefined, key: string, environment: Environment): void {
  for (const { value: resource } of resources?.entries.values() ?? []) {
    const variable = resource.kind === 'map' ? get(resource, 'environment') : undefined;
    const value = environment.get(asText(variable) ?? '');
    if (resource.kind === 'map' && variable !== undefined && value !== undefined) {
      put(resource, key, scalar(value, variable.at));
    }
  }
}
