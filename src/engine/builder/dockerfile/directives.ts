import { DockerfileError } from './dockerfile-error.ts';

/** `# syntax=`, `# escape=`, `# check=`: only before anything else in the file. */
export interface Directives {
  syntax?: string;
  check?: string;
  /** `\` unless the file says a backtick. */
  escape: string;
}

const known = ['syntax', 'escape', 'check'] as const;

/** Reads directives line by line; the first line that is none ends them. */
export class DirectiveReader {
  readonly found: Directives = { escape: '\\' };
  readonly #seen = new Set<string>();
  #line = 0;
  #ended = false;

  /** Whether the line was a directive. @throws DockerfileError for a repeated one, or a wrong escape character. */
  read(line: string): boolean {
    this.#line++;
    if (this.#ended) return false;
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line);
    const name = known.find((directive) => directive === match?.[1]?.toLowerCase());
    const value = match?.[2] ?? '';
    if (name === undefined) {
      this.#ended = true;
      return false;
    }
    const at = { start: this.#line, end: this.#line };
    if (this.#seen.has(name)) throw new DockerfileError(`only one ${name} parser directive can be used`, at);
    this.#seen.add(name);
    if (name === 'escape' && value !== '\\' && value !== '`') {
      throw new DockerfileError(`invalid escape token '${value}' does not match \` or \\`, at);
    }
    this.found[name] = value;
    return true;
  }
}
