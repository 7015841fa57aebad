/** Divides a Dockerfile into instructions: joins continued lines, leaves comments out, gathers here-documents. */
import { DirectiveReader, type Directives } from './directives.ts';
import { DockerfileError, type LineRange } from './dockerfile-error.ts';
import { type Heredoc, heredocsIn } from './heredoc.ts';
import { isJsonArray, splitInstruction } from './words.ts';

export interface LogicalLine {
  /** The joined text, without here-documents. */
  text: string;
  heredocs: Heredoc[];
  lines: LineRange;
  /** The comment lines directly before it, without `#`. */
  comments: string[];
  /** The line at which the instruction ends, when a line between its first and its last is empty. */
  emptyContinuation?: number;
}

export interface DividedFile {
  lines: LogicalLine[];
  directives: Directives;
}

/** The Go scanner of the reference implementation refuses longer lines. */
const maxLineLength = 65_535;

/** @throws DockerfileError */
export function divideLines(source: string): DividedFile {
  return new Divider(source).divide();
}

class Divider {
  readonly #lines: string[];
  readonly #directives = new DirectiveReader();
  #at = 0;
  #comments: string[] = [];

  constructor(source: string) {
    const text = source.replace(/^\uFEFF/, '');
    this.#lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  }

  divide(): DividedFile {
    const lines: LogicalLine[] = [];
    while (this.#at < this.#lines.length) {
      const line = this.#readLogicalLine();
      if (line) lines.push(line);
    }
    if (lines.length === 0) {
      throw new DockerfileError('file with no instructions', { start: this.#at, end: this.#at });
    }
    return { lines, directives: this.#directives.found };
  }

  #next(): string {
    const line = this.#lines[this.#at++] ?? '';
    if (line.length > maxLineLength) {
      throw new DockerfileError(`dockerfile line greater than max allowed size of ${maxLineLength}`, {
        start: this.#at,
        end: this.#at,
      });
    }
    return line.replace(/[\r\n]+$/, '');
  }

  #readLogicalLine(): LogicalLine | undefined {
    const first = this.#next().trimStart();
    const isDirective = this.#directives.read(first);
    if (first.startsWith('#')) {
      if (!isDirective) this.#addComment(first.slice(1).trim());
      return undefined;
    }
    const start = this.#at;
    let { text, continued } = this.#cutContinuation(first);
    if (!continued && text === '') return undefined;
    let hasEmptyContinuation = false;
    while (continued && this.#at < this.#lines.length) {
      const line = this.#next();
      if (/^\s*#/.test(line)) continue;
      if (line.trim() === '') {
        hasEmptyContinuation = true;
        continue;
      }
      const cut = this.#cutContinuation(line);
      text += cut.text;
      continued = cut.continued;
    }
    const endOfText = this.#at;
    const heredocs = this.#readHeredocs(text, start);
    const comments = this.#comments;
    this.#comments = [];
    return {
      text,
      heredocs,
      lines: { start, end: this.#at },
      comments,
      ...(hasEmptyContinuation ? { emptyContinuation: endOfText } : {}),
    };
  }

  #addComment(comment: string): void {
    if (comment === '') this.#comments = [];
    else this.#comments.push(comment);
  }

  /** An escape character at the end continues the line, unless another stands before it. */
  #cutContinuation(line: string): { text: string; continued: boolean } {
    const trimmed = line.replace(/[ \t]+$/, '');
    const { escape } = this.#directives.found;
    if (!trimmed.endsWith(escape)) return { text: line, continued: false };
    const text = trimmed.slice(0, -1);
    return text.endsWith(escape) ? { text: line, continued: false } : { text, continued: true };
  }

  #readHeredocs(text: string, start: number): Heredoc[] {
    if (!text.includes('<<') || !this.#mayHaveHeredocs(text)) return [];
    const heredocs = heredocsIn(text);
    for (const heredoc of heredocs) heredoc.content = this.#readHeredoc(heredoc, start);
    return heredocs;
  }

  #mayHaveHeredocs(text: string): boolean {
    const { escape } = this.#directives.found;
    let { keyword, rest } = splitInstruction(text, escape);
    if (keyword.toLowerCase() === 'onbuild') ({ keyword, rest } = splitInstruction(rest, escape));
    return ['add', 'copy', 'run'].includes(keyword.toLowerCase()) && !isJsonArray(rest);
  }

  #readHeredoc(heredoc: Heredoc, start: number): string {
    let content = '';
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at++] ?? '';
      const bare = line.replace(/[\r\n]+$/, '');
      if ((heredoc.chomp ? bare.replace(/^\t+/, '') : bare) === heredoc.name) return content;
      content += line;
    }
    throw new DockerfileError('unterminated heredoc', { start, end: this.#at });
  }
}
