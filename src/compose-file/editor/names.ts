import type { YamlNode } from '../yaml/node.ts';
import { parseNodes } from '../yaml/parse.ts';

/** Names that a file gives to its parts, by top-level key: what other places of it refer to. */
export interface NamedParts {
  services: string[];
  networks: string[];
  volumes: string[];
  secrets: string[];
  configs: string[];
  models: string[];
  profiles: string[];
}

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'] as const;

/** From the tree where the text is well-formed, else from its lines. */
export function namedParts(text: string): NamedParts {
  const parts: NamedParts = {
    services: [],
    networks: [],
    volumes: [],
    secrets: [],
    configs: [],
    models: [],
    profiles: profilesIn(text),
  };
  for (const section of SECTIONS) parts[section] = keysOfSection(text, section);
  return parts;
}

function keysOfSection(text: string, section: string): string[] {
  const parsed = parsedKeys(text, section);
  if (parsed !== undefined) return parsed;
  const body = new RegExp(`^${section}:[^\\n]*\\n((?:(?:[ \\t].*)?(?:\\n|$))*)`, 'm').exec(text)?.[1] ?? '';
  const indent = /^[ \t]+(?=[^\s#])/m.exec(body)?.[0] ?? '  ';
  const keys = body.matchAll(new RegExp(`^${indent}([\\w.-]+):(?=\\s|$)`, 'gm'));
  return [...keys].map((match) => match[1] ?? '');
}

function parsedKeys(text: string, section: string): string[] | undefined {
  try {
    return parseNodes({ file: '', text }).flatMap((root) => keysOf(valueOf(root, section)));
  } catch {
    return undefined;
  }
}

function valueOf(node: YamlNode, key: string): YamlNode | undefined {
  if (node.kind !== 'mapping') return undefined;
  const index = node.items.findIndex((item, i) => i % 2 === 0 && item.text === key);
  return index === -1 ? undefined : node.items[index + 1];
}

function keysOf(node: YamlNode | undefined): string[] {
  if (node?.kind !== 'mapping') return [];
  return node.items.filter((_, i) => i % 2 === 0).map(({ text }) => text);
}

function profilesIn(text: string): string[] {
  const found = new Set<string>();
  for (const [, flow = '', block = ''] of text.matchAll(
    /\bprofiles:[ \t]*(?:\[([^\]]*)\]|((?:\s*\n\s*-[^\n]*)+))/g,
  )) {
    for (const name of `${flow}\n${block}`.matchAll(/[\w.-]*\w[\w.-]*/g)) found.add(name[0]);
  }
  return [...found];
}
