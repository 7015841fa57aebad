import { isAbsolute, join } from 'node:path';
import { substitute } from '../phases/template.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseNodes } from '../yaml/parse.ts';

/** Another file that a Compose file names, and where in the text. */
export interface FileMention {
  kind: 'env_file' | 'extends' | 'include';
  /** As written, with variables put in. */
  written: string;
  /** Absolute. */
  path: string;
  /** The value's characters in the text, quotes included. */
  start: number;
  end: number;
}

/**
 * The files that `env_file`, `extends` and `include` name in a text, in its order.
 * @param folder what relative paths refer to
 */
export function fileMentions(
  text: string,
  file: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): FileMention[] {
  const found: FileMention[] = [];
  const add = (kind: FileMention['kind'], node: YamlNode | undefined): void => {
    if (node?.kind !== 'scalar') return;
    const written = substitute(node.text, (name) => environment[name]);
    const path = isAbsolute(written) ? written : join(folder, written);
    found.push({ kind, written, path, start: node.start, end: node.end });
  };
  for (const root of parseNodes({ file, text })) {
    for (const service of children(valueOf(root, 'services'))) mentionsOfService(service, add);
    for (const entry of itemsOf(valueOf(root, 'include')))
      for (const path of paths(entry)) add('include', path);
  }
  return unique(found);
}

/** The text with other names in place of those that `rename` knows. */
export function renameMentions(
  text: string,
  mentions: readonly FileMention[],
  rename: (mention: FileMention) => string | undefined,
): string {
  let result = text;
  for (const mention of mentions.toSorted((a, b) => b.start - a.start)) {
    const name = rename(mention);
    if (name !== undefined) result = result.slice(0, mention.start) + name + result.slice(mention.end);
  }
  return result;
}

type Add = (kind: FileMention['kind'], node: YamlNode | undefined) => void;

function mentionsOfService(service: YamlNode, add: Add): void {
  add('extends', valueOf(valueOf(service, 'extends'), 'file'));
  const envFile = target(valueOf(service, 'env_file'));
  if (envFile?.kind === 'scalar') add('env_file', envFile);
  for (const entry of itemsOf(envFile)) for (const path of paths(entry)) add('env_file', path);
}

/** A path, or the ones below `path` of a mapping. */
function paths(entry: YamlNode): YamlNode[] {
  const node = target(entry);
  if (node?.kind !== 'mapping') return node === undefined ? [] : [node];
  const path = target(valueOf(node, 'path'));
  if (path === undefined) return [];
  return path.kind === 'sequence' ? itemsOf(path).flatMap((item) => target(item) ?? []) : [path];
}

function target(node: YamlNode | undefined): YamlNode | undefined {
  return node?.kind === 'alias' ? node.target : node;
}

function itemsOf(node: YamlNode | undefined): YamlNode[] {
  const list = target(node);
  return list?.kind === 'sequence' ? list.items : [];
}

function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const mapping = target(node);
  if (mapping?.kind !== 'mapping') return undefined;
  const index = mapping.items.findIndex((item, i) => i % 2 === 0 && item.text === key);
  return index < 0 ? undefined : target(mapping.items[index + 1]);
}

function children(node: YamlNode | undefined): YamlNode[] {
  return node?.kind === 'mapping' ? node.items.filter((_item, i) => i % 2 === 1) : [];
}

/** What an alias repeats is written once. */
function unique(mentions: readonly FileMention[]): FileMention[] {
  return [...new Map(mentions.map((mention) => [mention.start, mention])).values()];
}
