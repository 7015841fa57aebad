import { resolveTag } from './resolve.ts';

/** A value as YAML has it, before tags, merge keys and aliases mean anything. */
export interface YamlNode {
  kind: 'scalar' | 'sequence' | 'mapping' | 'alias';
  /** Short form: `!!str`, `!!int`, `!reset`. */
  tag: string;
  /** Text of a scalar, name of an alias. */
  text: string;
  start: number;
  end: number;
  /** Items of a sequence; keys and values in turn of a mapping. */
  items: YamlNode[];
  target: YamlNode | undefined;
}

/** `<<` is a merge key only where it is plain. */
export function plainTag(text: string): string {
  return text === '<<' ? '!!merge' : resolveTag(text);
}

/** Of scalars and aliases, which have none. */
export const NO_ITEMS: YamlNode[] = [];

/** What stands where nothing is written. */
export function emptyNode(at: number): YamlNode {
  return { kind: 'scalar', tag: '!!null', text: '', start: at, end: at, items: NO_ITEMS, target: undefined };
}
