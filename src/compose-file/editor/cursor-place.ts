/**
 * Where in a Compose file the cursor stands, found by lines and indentation alone: while somebody types, the text around the cursor
 * is rarely well-formed YAML.
 */
export interface CursorPlace {
  /** Keys down to the cursor; `[]` for an item of a list. */
  path: string[];
  /** Whether a key or a value (or an item that is a text) is being typed. Where both may stand, `key`. */
  typing: 'key' | 'value';
  /** What is typed already, and where it begins in the text. */
  typed: string;
  start: number;
  /** Keys that stand beside it. */
  siblings: string[];
}

interface Line {
  /** Column of the first dash, or of the content where there is none. */
  outer: number;
  /** Column after all dashes. */
  inner: number;
  /** One column for each dash. */
  dashes: number[];
  key: string | undefined;
  /** What stands after the key's colon. */
  value: string;
  isBlank: boolean;
  /** The line's own start in the text. */
  start: number;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>%@`[\]{},-][^#]*?|[^\s"'#&*!|>%@`[\]{},][^\s:#]+)\s*:(?=\s|$)/;
const BLOCK_SCALAR = /^(?:[&!]\S+\s+)*[|>][+-]?\d*[+-]?\s*(?:#.*)?$/;

/** `undefined` inside comments and block texts, where nothing can be offered. */
export function cursorPlace(text: string, offset: number): CursorPlace | undefined {
  const lines = readLines(text);
  const at = lines.findLastIndex((line) => line.start <= offset);
  const line = lines[at];
  if (line === undefined) return undefined;
  const typed = text.slice(line.start, offset);
  if (/(?:^|\s)#/.test(typed)) return undefined;
  const head = readLine(typed, line.start);
  const column = head.isBlank && head.dashes.length === 0 ? typed.length : head.inner;
  const above = climb(lines.slice(0, at), column, head.dashes);
  if (above === undefined) return undefined;
  if (head.key !== undefined)
    return inValue(head, [...above, head.key], text.slice(line.start + head.inner, offset), offset);
  const content = typed.slice(Math.min(head.inner, typed.length));
  return {
    path: above,
    typing: 'key',
    typed: content,
    start: offset - content.length,
    siblings: siblingsOf(lines, at, column),
  };
}

function inValue(head: Line, path: string[], content: string, offset: number): CursorPlace {
  const flow = /^\[(?:.*,)?\s*(.*)$/s.exec(head.value);
  const value = flow?.[1] ?? head.value;
  const bare = value.replace(/^["']/, '');
  return {
    path: flow ? [...path, '[]'] : path,
    typing: 'value',
    typed: bare,
    start: offset - Math.min(bare.length, content.length),
    siblings: [],
  };
}

/** Keys above the cursor, from the outermost on. */
function climb(before: readonly Line[], column: number, dashes: readonly number[]): string[] | undefined {
  const path: string[] = dashes.map(() => '[]');
  let limit = dashes[0] ?? column;
  // A list may stand as far out as the key that it belongs to.
  let mayBeLevel = dashes.length > 0;
  for (const line of [...before].reverse()) {
    if (line.isBlank) continue;
    const isParent = line.inner < limit || (mayBeLevel && line.inner === limit && line.dashes.length === 0);
    if (isParent && line.key !== undefined) {
      if (BLOCK_SCALAR.test(line.value)) return undefined;
      path.unshift(line.key);
      limit = line.inner;
      mayBeLevel = false;
    }
    if (line.dashes.length > 0 && line.inner <= limit && line.outer < limit) {
      path.unshift(...line.dashes.map(() => '[]'));
      limit = line.outer;
      mayBeLevel = true;
    }
    if (limit === 0 && !mayBeLevel) break;
  }
  return path;
}

/** Keys at the same column before and after, up to the first line that stands further out. */
function siblingsOf(lines: readonly Line[], at: number, column: number): string[] {
  const before = runOf(lines.slice(0, at).reverse(), column);
  const after = runOf(lines.slice(at + 1), column);
  return [...before.reverse(), ...after];
}

function runOf(lines: readonly Line[], column: number): string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (line.isBlank || line.inner > column) continue;
    if (line.inner < column) break;
    if (line.key !== undefined) found.push(line.key);
    if (line.dashes.length > 0) break;
  }
  return found;
}

function readLines(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const read = readLine(line, start);
    start += line.length + 1;
    return read;
  });
}

function readLine(line: string, start: number): Line {
  const dashes: number[] = [];
  let inner = line.search(/\S|$/);
  const outer = inner;
  while (line[inner] === '-' && (inner + 1 === line.length || line[inner + 1] === ' ')) {
    dashes.push(inner);
    inner += 1 + line.slice(inner + 1).search(/\S|$/);
  }
  const content = line.slice(inner).trimEnd();
  const match = KEY.exec(content);
  return {
    outer,
    inner,
    dashes,
    key: match?.[1] === undefined ? undefined : unquoted(match[1]),
    value: match === null ? '' : content.slice(match[0].length).trimStart(),
    isBlank: (content === '' && dashes.length === 0) || content.startsWith('#'),
    start,
  };
}

function unquoted(key: string): string {
  return /^["']/.test(key) ? key.slice(1, -1) : key;
}
