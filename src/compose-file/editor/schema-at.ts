import { rootSchema } from '../attributes/registry.ts';
import type { Schema } from '../attributes/schema.ts';

/** What may stand at a place: keys of maps, `[]` for items of lists. `undefined` where anything may. */
export function schemaAt(path: readonly string[]): Schema | undefined {
  let at: Schema | undefined = rootSchema;
  for (const part of path) at = at === undefined ? undefined : below(at, part);
  return at;
}

function below(schema: Schema, part: string): Schema | undefined {
  if (part === '[]') return schema.items;
  return schema.properties?.[part] ?? (schema.named?.pattern.test(part) ? schema.named.schema : undefined);
}

/** The same place as the descriptions name it: what users name is `*`. */
export function patternOf(path: readonly string[]): string {
  let at: Schema | undefined = rootSchema;
  const pattern = path.map((part) => {
    const isOwn = part === '[]' || at?.properties?.[part] !== undefined;
    at = at === undefined ? undefined : below(at, part);
    return isOwn ? part : '*';
  });
  return pattern.join('.');
}
