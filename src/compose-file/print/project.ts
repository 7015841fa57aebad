import type { Decoded } from '../model/decode.ts';
import { project as projectType } from '../model/project.ts';
import type { FileObjectConfig, Project } from '../project.ts';
import { printJson } from './json.ts';
import { byBytes } from './order.ts';
import { type Format, type Pairs, type Printable, pairsOf, toPrintable } from './printable.ts';
import { printYaml } from './yaml.ts';

/** Text of a project as `docker compose config` prints it, without escaping of dollar signs. */
export function printProject(project: Project, format: Format): string {
  return printWhole(
    {
      ...project,
      secrets: withoutContent(project.secrets, true),
      configs: withoutContent(project.configs, false),
    },
    format,
  );
}

/** A project for a program that needs all of it: the contents of secrets and configs are there when the project has them. */
export function printWithContents(project: Project, format: Format = 'yaml'): string {
  return printWhole(project, format);
}

function printWhole(project: Project, format: Format): string {
  const pairs = toPrintable(projectType, project as unknown as Decoded, format) as Pairs;
  if (format === 'yaml') return printYaml(pairs);
  return printJson(jsonOrder(project, pairs), '  ');
}

/** JSON has the top level sorted, extensions among the rest, and no models. */
function jsonOrder(project: Project, pairs: Pairs): Pairs {
  const all = pairs.keys.map((key, i): [string, Printable] => [key, pairs.item(i)]);
  const items = all.filter(([key]) => key !== 'models');
  if (!items.some(([key]) => key === 'name')) items.push(['name', project.name]);
  for (const [key, value] of Object.entries(project)) {
    if (key.startsWith('x-')) items.push([key, toPrintable({ kind: 'anything' }, value as Decoded, 'json')]);
  }
  return pairsOf(items.sort(([a], [b]) => byBytes(a, b)));
}

/** What a secret holds is never printed, and a config's only where the file says it. */
function withoutContent(
  objects: Record<string, FileObjectConfig>,
  always: boolean,
): Record<string, FileObjectConfig> {
  const entries = Object.entries(objects).map(([name, object]) => {
    if (!always && !object.environment) return [name, object] as const;
    const { content: _, ...shown } = object;
    return [name, shown] as const;
  });
  return Object.fromEntries(entries);
}
