/**
 * The part of Go's `text/template` that `--format` is used with: fields, functions, pipelines, variables,
 * `if`/`else`/`with`/`range`, comments and trimming. Not: `define`, `block`, `template`.
 */
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
  | { kind: 'range'; pipeline: Pipeline; names: string[]; body: Node[]; otherwise: Node[] };

interface Action {
  words: string[];
}

const wordPattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|(:=|[|(),=])|(-?\d+(?:\.\d+)?)(?![\w.])|(\$?\w*(?:\.\w+)+|\$\w*|\.|\w+))/y;

/** @throws Error that says what is wrong with the template */
export function parseTemplate(source: string): Node[] {
  const pieces = split(source);
  const parser = new BlockParser(pieces);
  return parser.nodes([]);
}

type Piece = { text: string } | Action;

function split(source: string): Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  let trimNext = false;
  while (position < source.length) {
    const open = source.indexOf('{{', position);
    let text = source.slice(position, open < 0 ? undefined : open);
    if (trimNext) text = text.trimStart();
    if (open < 0) {
      pieces.push({ text });
      break;
    }
    const trims = /^\{\{-\s/.test(source.slice(open, open + 4));
    const close = closing(source, open + 2);
    const inner = source.slice(open + 2 + (trims ? 1 : 0), close);
    trimNext = /\s-$/.test(inner);
    pieces.push({ text: trims ? text.trimEnd() : text });
    const body = (trimNext ? inner.slice(0, -1) : inner).trim();
    if (!body.startsWith('/*')) pieces.push({ words: words(body) });
    position = close + 2;
  }
  return pieces;
}

/** Where the `}}` is that ends an action; strings may contain braces. */
function closing(source: string, from: number): number {
  const match = /^(?:"(?:[^"\\]|\\.)*"|`[^`]*`|(?!\}\})[^])*/.exec(source.slice(from));
  const end = from + (match?.[0].length ?? 0);
  if (!source.startsWith('}}', end)) throw new Error('unclosed action');
  return end;
}

function words(body: string): string[] {
  const found: string[] = [];
  wordPattern.lastIndex = 0;
  let end = 0;
  for (let match = wordPattern.exec(body); match !== null; match = wordPattern.exec(body)) {
    found.push(match[0].trim());
    // `(pipeline).Field`: the field is glued to the parenthesis.
    if (match[2] !== ')' && found.at(-2) === ')' && /^\.\w/.test(found.at(-1) ?? '') && !/^\s/.test(match[0]))
      found.splice(-2, 2, `)${found.at(-1)}`);
    end = wordPattern.lastIndex;
  }
  if (body.slice(end).trim() !== '') throw new Error(`unexpected ${JSON.stringify(body.slice(end).trim())}`);
  return found;
}

class BlockParser {
  readonly #pieces: Piece[];
  #next = 0;

  constructor(pieces: Piece[]) {
    this.#pieces = pieces;
  }

  /** Nodes up to one of the closing words, which is left for the caller; at the top there is none. */
  nodes(until: readonly string[]): Node[] {
    const nodes: Node[] = [];
    for (let piece = this.#pieces[this.#next]; piece !== undefined; piece = this.#pieces[this.#next]) {
      if ('text' in piece) {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text });
      } else {
        const [first = ''] = piece.words;
        if (first === 'end' || first === 'else') {
          if (!until.includes(first)) throw new Error(`unexpected {{${first}}}`);
          return nodes;
        }
        this.#next++;
        nodes.push(this.#action(piece.words));
        continue;
      }
      this.#next++;
    }
    if (until.length > 0) throw new Error('unexpected EOF');
    return nodes;
  }

  #action(words: string[]): Node {
    const [first = '', ...rest] = words;
    if (first === 'if' || first === 'with') {
      const pipeline = parsePipeline(rest);
      return { kind: first, pipeline, ...this.#branches() };
    }
    if (first === 'range') {
      const assign = rest.indexOf(':=');
      const names = assign < 0 ? [] : rest.slice(0, assign).filter((word) => word !== ',');
      return { kind: 'range', pipeline: parsePipeline(rest.slice(assign + 1)), names, ...this.#branches() };
    }
    return { kind: 'output', pipeline: parsePipeline(words) };
  }

  #branches(): { body: Node[]; otherwise: Node[] } {
    const body = this.nodes(['else', 'end']);
    const piece = this.#pieces[this.#next++];
    const words = piece !== undefined && 'words' in piece ? piece.words : [];
    if (words[0] !== 'else') return { body, otherwise: [] };
    // `{{else if x}}` shares the `{{end}}` of the `if` around it.
    if (words.length > 1) return { body, otherwise: [this.#action(words.slice(1))] };
    const otherwise = this.nodes(['end']);
    this.#next++;
    return { body, otherwise };
  }
}

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
