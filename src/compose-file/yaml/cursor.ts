import { NoText, TextBuilder } from '../text-builder.ts';
import type { Source } from '../tree/source.ts';
import { isBlankOrEnd } from './characters.ts';
import { yamlError } from './tokens.ts';

const [DASH, DOT] = [45, 46];

/** A place in a YAML text, and what of the structure around it decides how the text goes on. */
export class Cursor {
  readonly source: Source;
  readonly text: string;
  pos = 0;
  line = 0;
  lineStart = 0;
  indent = -1;
  flowLevel = 0;
  keyAllowed = true;
  readonly #keepsText: boolean;

  /** @param keepsText false for those who count tokens: scalars are empty */
  constructor(source: Source, keepsText = true) {
    this.source = source;
    this.text = source.text;
    this.#keepsText = keepsText;
  }

  newText(): TextBuilder {
    return this.#keepsText ? new TextBuilder() : new NoText();
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  at(offset = 0): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  fail(at: number, message: string, hint?: string): never {
    throw yamlError(this.source, at, message, hint);
  }

  /** Steps over one line break and returns what it counts as in a scalar. */
  skipBreak(): string {
    const c = this.at();
    this.pos += c === 13 && this.at(1) === 10 ? 2 : 1;
    this.line += 1;
    this.lineStart = this.pos;
    return c === 0x2028 || c === 0x2029 ? String.fromCharCode(c) : '\n';
  }

  /** `---` or `...` at the start of a line. */
  atDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const c = this.at();
    return (c === DASH || c === DOT) && this.at(1) === c && this.at(2) === c && isBlankOrEnd(this.at(3));
  }
}
