/**
 * The part of Go's `text/template` that `--format` is used with: fields, functions, pipelines, variables, `if`/`else`/`with`/`range`,
 * `break`/`continue`, `define`/`template`/`block`, comments and trimming. What is wrong is said in Go's words.
 */
import { type Piece, split } from './pieces.ts';

export type Expression =
  | { kind: 'literal'; value: unknown }
  /** `.A.B`; an empty path is the dot itself. */
  | { kind: 'field'; path: string[] }
  | { kind: 'variable'; name: string; path: string[] }
  | { kind: 'function'; name: string }
  | { kind: 'parenthesis'; pipeline: Pipeline; path: string[] };

/** `a | f x | g`: each command's value is the last argument of the next. */
export type Pipeline = { declares?: string; commands: Expression[][] };

export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'output'; pipeline: Pipeline }
  | { kind: 'if' | 'with'; pipeline: Pipeline; body: Node[]; otherwise: Node[] }
  | { kind: 'range'; pipeline: Pipeline; names: string[]; body: Node[]; otherwise: Node[] }
  | { kind: 'break' | 'continue' }
  | { kind: 'template'; name: string; pipeline: Pipeline | undefined };

export interface Template {
  nodes: Node[];
  /** What `define` and `block` give a name. */
  named: ReadonlyMap<string, readonly Node[]>;
}

/** @throws Error that says what is wrong with the template */
export function parseTemplate(source: string): Template {
  const parser = new BlockParser(split(source));
  return { nodes: parser.nodes([]), named: parser.named };
}

class BlockParser {
  readonly named = new Map<string, readonly Node[]>();
  readonly #pieces: Piece[];
  #next = 0;
  /** How many actions around this place end with `{{end}}`, and how many of them are loops that `{{break}}` leaves. */
  #depth = 0;
  #loops = 0;

  constructor(pieces: Piece[]) {
    this.#pieces = pieces;
  }

  /** Nodes up to one of the closing words, which is left for the caller; at the top there is none. */
  nodes(until: readonly string[], where = ''): Node[] {
    const nodes: Node[] = [];
    for (let piece = this.#pieces[this.#next]; piece !== undefined; piece = this.#pieces[this.#next]) {
      if ('text' in piece) {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text });
      } else {
        const [first = ''] = piece.words;
        if (first === 'end' || first === 'else') {
          if (!until.includes(first)) throw new Error(`unexpected {{${first}}}${where}`);
          return nodes;
        }
        this.#next++;
        nodes.push(...this.#action(piece.words));
        continue;
      }
      this.#next++;
    }
    if (until.length > 0) throw new Error('unexpected EOF');
    return nodes;
  }

  #action(words: string[]): Node[] {
    const [first = '', ...rest] = words;
    switch (first) {
      case 'if':
      case 'with':
        return [{ kind: first, pipeline: parsePipeline(rest), ...this.#branches() }];
      case 'range':
        return [this.#range(rest)];
      case 'break':
      case 'continue':
        return [this.#leave(first, rest)];
      case 'define':
        this.#define(rest);
        return [];
      case 'template':
      case 'block':
        return [this.#call(first, rest)];
      default:
        return [{ kind: 'output', pipeline: parsePipeline(words) }];
    }
  }

  #range(words: string[]): Node {
    const assign = words.indexOf(':=');
    const names = assign < 0 ? [] : words.slice(0, assign).filter((word) => word !== ',');
    return { kind: 'range', pipeline: parsePipeline(words.slice(assign + 1)), names, ...this.#branches(1) };
  }

  #leave(kind: 'break' | 'continue', [surplus]: string[]): Node {
    if (surplus !== undefined) throw new Error(`unexpected ${quoted(surplus)} in {{${kind}}}`);
    if (this.#loops === 0) throw new Error(`{{${kind}}} outside {{range}}`);
    return { kind };
  }

  #define(words: string[]): void {
    if (this.#depth > 0) throw new Error('unexpected <define> in command');
    const name = nameIn('define', words);
    if (words[1] !== undefined) throw new Error(`unexpected ${quoted(words[1])} in define clause`);
    this.#name(name, this.#named('define'));
  }

  #call(kind: 'template' | 'block', words: string[]): Node {
    const name = nameIn(kind, words);
    const [, ...rest] = words;
    if (rest[0] === '|') throw new Error(`unexpected "|" in ${kind} clause`);
    if (kind === 'block' && rest.length === 0) throw new Error('missing value for block clause');
    const pipeline = rest.length === 0 ? undefined : parsePipeline(rest);
    if (kind === 'block') this.#name(name, this.#named('block'));
    return { kind: 'template', name, pipeline };
  }

  /** A template of its own: loops around it are not its loops. */
  #named(kind: 'define' | 'block'): Node[] {
    const loops = this.#loops;
    this.#loops = 0;
    const body = this.#body(['end'], ` in ${kind} clause`);
    this.#next++;
    this.#loops = loops;
    return body;
  }

  #name(name: string, body: Node[]): void {
    const before = this.named.get(name);
    if (before !== undefined && isEmpty(body)) return;
    if (before !== undefined && !isEmpty(before))
      throw new Error(`template: multiple definition of template ${JSON.stringify(name)}`);
    this.named.set(name, body);
  }

  #body(until: readonly string[], where?: string): Node[] {
    this.#depth++;
    const body = this.nodes(until, where);
    this.#depth--;
    return body;
  }

  /** @param loops how many loops begin with the action; what comes after its `{{else}}` is not in them */
  #branches(loops = 0): { body: Node[]; otherwise: Node[] } {
    this.#loops += loops;
    const body = this.#body(['else', 'end']);
    this.#loops -= loops;
    const piece = this.#pieces[this.#next++];
    const words = piece !== undefined && 'words' in piece ? piece.words : [];
    if (words[0] !== 'else') return { body, otherwise: [] };
    // `{{else if x}}` shares the `{{end}}` of the `if` around it.
    if (words[1] !== undefined && words[1] !== 'if' && words[1] !== 'with')
      throw new Error(`unexpected ${quoted(words[1])} in else`);
    if (words.length > 1) return { body, otherwise: this.#action(words.slice(1)) };
    const otherwise = this.#body(['end']);
    this.#next++;
    return { body, otherwise };
  }
}

/** Blanks alone make no template: another may take the name. */
function isEmpty(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}

function nameIn(kind: string, [word]: string[]): string {
  if (word === undefined) throw new Error(`unexpected "}}" in ${kind} clause`);
  if (!/^["`]/.test(word)) throw new Error(`unexpected ${quoted(word)} in ${kind} clause`);
  return String((operand(word) as { value: unknown }).value);
}

const keyword = /^(?:\.|nil|if|else|end|range|with|define|block|template|break|continue)$/;

const quoted = (word: string): string => (keyword.test(word) ? `<${word}>` : JSON.stringify(word));

function parsePipeline(words: readonly string[]): Pipeline {
  if (words[1] === ':=' || words[1] === '=')
    return { ...parsePipeline(words.slice(2)), declares: words[0] ?? '' };
  const commands: Expression[][] = [];
  let current: Expression[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '|') {
      commands.push(current);
      current = [];
    } else if (word === '(') {
      const end = matching(words, index);
      const path = (words[end] ?? '').split('.').slice(1);
      current.push({ kind: 'parenthesis', pipeline: parsePipeline(words.slice(index + 1, end)), path });
      index = end;
    } else {
      current.push(operand(word));
    }
  }
  commands.push(current);
  if (commands.some((command) => command.length === 0)) throw new Error('missing value for command');
  return { commands };
}

function matching(words: readonly string[], open: number): number {
  let depth = 0;
  for (let index = open; index < words.length; index++) {
    if (words[index] === '(') depth++;
    if (words[index]?.startsWith(')') && --depth === 0) return index;
  }
  throw new Error('unclosed left paren');
}

function operand(word: string): Expression {
  if (word.startsWith('"')) return { kind: 'literal', value: JSON.parse(word) as unknown };
  if (word.startsWith('`')) return { kind: 'literal', value: word.slice(1, -1) };
  if (/^-?\d/.test(word)) return { kind: 'literal', value: Number(word) };
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
  if (word === 'nil') return { kind: 'literal', value: undefined };
  if (word.startsWith('.')) return { kind: 'field', path: word.split('.').filter((part) => part !== '') };
  if (word.startsWith('$')) {
    const [name = '', ...path] = word.split('.');
    return { kind: 'variable', name, path };
  }
  if (/^\w+$/.test(word)) return { kind: 'function', name: word };
  throw new Error(`unexpected ${JSON.stringify(word)}`);
}
