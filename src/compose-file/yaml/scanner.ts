import { codesOf, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isEnd } from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-properties.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalars.ts';
import { type Token, type TokenKind, token, yamlError } from './tokens.ts';

/** Deeper nesting than any Compose file has; keeps every later phase's recursion within the stack. */
const MAX_DEPTH = 500;
/** A key without `?` is one line of at most this many characters (YAML 1.1, "simple keys"). */
const MAX_KEY = 1024;

interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  at: number;
  line: number;
  column: number;
}

const [DASH, QUESTION, COLON, HASH] = [45, 63, 58, 35];

/** What the flow and other indicators begin. */
const indicators = new Map<number, (scanner: Scanner) => void>([
  [91, (s) => s.openFlow('flow-sequence')],
  [123, (s) => s.openFlow('flow-mapping')],
  [93, (s) => s.closeFlow('flow-sequence-end')],
  [125, (s) => s.closeFlow('flow-mapping-end')],
  [44, (s) => s.flowEntry()],
  [42, (s) => s.property(scanAnchor(s, 'alias'))],
  [38, (s) => s.property(scanAnchor(s, 'anchor'))],
  [33, (s) => s.property(scanTag(s))],
  [39, (s) => s.property(scanQuoted(s, true))],
  [34, (s) => s.property(scanQuoted(s, false))],
]);
const cannotStart = codesOf(',[]{}#&*!|>\'"%@`');

/**
 * Turns text into tokens. Block structure is found by the columns at which tokens begin, and a key by the `:` that
 * follows it, in which case its token is inserted before what was queued already (YAML 1.1 as libyaml and go-yaml read it).
 */
export class Scanner extends Cursor {
  #indents: number[] = [];
  #keys: SimpleKey[] = [{ possible: false, required: false, token: 0, at: 0, line: 0, column: 0 }];
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #ended = false;
  /** The next token is in the queue and cannot turn out to follow a key's mark any more. */
  #ready = false;

  /** The next token, left in place. */
  peek(): Token {
    if (!this.#ready) {
      while (this.#needsMore()) this.#fetch();
      this.#ready = true;
    }
    return this.#queue[this.#head] as Token;
  }

  next(): Token {
    const taken = this.peek();
    this.#ready = false;
    this.#head += 1;
    this.#taken += 1;
    if (this.#head > 256) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  openFlow(kind: TokenKind): void {
    this.#saveKey();
    this.#keys.push({ possible: false, required: false, token: 0, at: 0, line: 0, column: 0 });
    this.flowLevel += 1;
    this.#checkDepth();
    this.keyAllowed = true;
    this.#single(kind);
  }

  closeFlow(kind: TokenKind): void {
    this.#dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel -= 1;
      this.#keys.pop();
    }
    this.keyAllowed = false;
    this.#single(kind);
  }

  flowEntry(): void {
    this.#dropKey();
    this.keyAllowed = true;
    this.#single('flow-entry');
  }

  /** Queues a token that may be (the start of) a key and was just scanned. */
  property(scanned: Token): void {
    this.#queue.push(scanned);
  }

  #needsMore(): boolean {
    if (this.#ended) return false;
    if (this.#head >= this.#queue.length) return true;
    for (const key of this.#keys) {
      if (key.possible && key.token === this.#taken) {
        if (this.#isValid(key)) return true;
      }
    }
    return false;
  }

  #fetch(): void {
    this.#toNextToken();
    this.#unroll(this.column);
    const c = this.at();
    if (isEnd(c)) return this.#endStream();
    if (this.column === 0 && c === 37) return this.#directive();
    if (this.atDocumentMark()) return this.#documentMark(c === DASH ? 'document-start' : 'document-end');
    const inFlow = this.flowLevel > 0;
    if (c === DASH && isBlankOrEnd(this.at(1))) return this.#blockEntry();
    if (c === QUESTION && (inFlow || isBlankOrEnd(this.at(1)))) return this.#key();
    if (c === COLON && (inFlow || isBlankOrEnd(this.at(1)))) return this.#value();
    if ((c === 124 || c === 62) && !inFlow) return this.#blockScalar(c === 124);
    const indicator = indicators.get(c);
    if (indicator !== undefined) {
      if (c === 42 || c === 38 || c === 33 || c === 39 || c === 34) {
        this.#saveKey();
        this.keyAllowed = false;
      }
      return indicator(this);
    }
    this.#plain(c);
  }

  #plain(c: number): void {
    const dashed = c === DASH && !isBlank(this.at(1));
    if (cannotStart.has(c) || isBlankOrEnd(c) || (c === DASH && !dashed)) {
      const hint =
        c === 9
          ? 'Indent with spaces; YAML does not allow tabs there.'
          : 'Put the value in quotes if it is meant as text.';
      this.fail(this.pos, 'found character that cannot start any token', hint);
    }
    this.#saveKey();
    this.keyAllowed = false;
    this.#queue.push(scanPlain(this));
  }

  #toNextToken(): void {
    for (;;) {
      if (this.flowLevel > 0 || !this.keyAllowed) while (isBlank(this.at())) this.pos += 1;
      else while (this.at() === 32) this.pos += 1;
      if (this.at() === HASH) while (!isBreakOrEnd(this.at())) this.pos += 1;
      if (!isBreak(this.at())) return;
      this.skipBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  #single(kind: TokenKind): void {
    this.#queue.push(token(kind, this.pos, this.pos + 1));
    this.pos += 1;
  }

  #checkDepth(): void {
    if (this.#indents.length + this.flowLevel > MAX_DEPTH) {
      throw yamlError(this.source, this.pos, `nested deeper than ${MAX_DEPTH} levels`);
    }
  }

  #roll(column: number, kind: TokenKind, at: number, before?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.#indents.push(this.indent);
    this.indent = column;
    this.#checkDepth();
    this.#insert(token(kind, at, at), before);
  }

  #insert(inserted: Token, before?: number): void {
    if (before === undefined) this.#queue.push(inserted);
    else this.#queue.splice(this.#head + before - this.#taken, 0, inserted);
  }

  #unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.#queue.push(token('block-end', this.pos, this.pos));
      this.indent = this.#indents.pop() ?? -1;
    }
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line >= this.line && key.at + MAX_KEY >= this.pos) return true;
    if (key.required) this.#missingColon(key);
    key.possible = false;
    return false;
  }

  #missingColon(key: SimpleKey): never {
    this.fail(
      key.at,
      "could not find expected ':'",
      'A key needs ": " after it, a list item "- " before it.',
    );
  }

  #saveKey(): void {
    if (!this.keyAllowed) return;
    this.#dropKey();
    const key = this.#keys[this.#keys.length - 1] as SimpleKey;
    key.possible = true;
    key.required = this.flowLevel === 0 && this.indent === this.column;
    key.token = this.#taken + this.#queue.length - this.#head;
    key.at = this.pos;
    key.line = this.line;
    key.column = this.column;
  }

  #dropKey(): void {
    const key = this.#keys.at(-1);
    if (key?.possible !== true) return;
    if (key.required) this.#missingColon(key);
    key.possible = false;
  }

  #endStream(): void {
    this.#unrollAll();
    this.#queue.push(token('stream-end', this.pos, this.pos));
    this.#ended = true;
  }

  #unrollAll(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.keyAllowed = false;
  }

  #directive(): void {
    this.#unrollAll();
    this.#queue.push(scanDirective(this));
  }

  #documentMark(kind: TokenKind): void {
    this.#unrollAll();
    this.#queue.push(token(kind, this.pos, this.pos + 3));
    this.pos += 3;
  }

  #blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail(this.pos, 'block sequence entries are not allowed in this context');
      this.#roll(this.column, 'block-sequence', this.pos);
    }
    this.#dropKey();
    this.keyAllowed = true;
    this.#single('entry');
  }

  #key(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail(this.pos, 'mapping keys are not allowed in this context');
      this.#roll(this.column, 'block-mapping', this.pos);
    }
    this.#dropKey();
    this.keyAllowed = this.flowLevel === 0;
    this.#single('key');
  }

  #value(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      this.#insert(token('key', key.at, key.at), key.token);
      this.#roll(key.column, 'block-mapping', key.at, key.token);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) {
          const hint = 'Put a text that contains ": " in quotes, and check the indentation.';
          this.fail(this.pos, 'mapping values are not allowed in this context', hint);
        }
        this.#roll(this.column, 'block-mapping', this.pos);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.#single('value');
  }

  #blockScalar(literal: boolean): void {
    this.#dropKey();
    this.keyAllowed = true;
    this.#queue.push(scanBlockScalar(this, literal));
  }
}
