/** Path patterns as `.dockerignore`, `--exclude` and `--parents` have them: `*`, `?`, `[…]`, `**`, `!`; the last match wins. */
interface Pattern {
  /** `!pattern`: takes back what an earlier pattern matched. */
  negated: boolean;
  /** Up to the first wildcard. */
  prefix: string;
  expression: RegExp;
}

/** Results per pattern for a folder; those below it match what it matched. */
export type MatchState = readonly boolean[];

export class PathPatterns {
  readonly #patterns: Pattern[];

  /** @throws Error for a pattern that cannot be read. */
  constructor(patterns: string[]) {
    this.#patterns = patterns.flatMap((pattern) => compile(pattern) ?? []);
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  get hasNegation(): boolean {
    return this.#patterns.some((pattern) => pattern.negated);
  }

  /** `path` is relative, without a slash at its begin; `parent` is the result for its folder. */
  match(path: string, parent: MatchState | undefined): { matched: boolean; state: MatchState } {
    let matched = false;
    const state: boolean[] = [];
    for (const [index, pattern] of this.#patterns.entries()) {
      const inherited = parent?.[index] ?? false;
      const hit = inherited || (pattern.negated === matched && pattern.expression.test(path));
      state.push(hit);
      if (hit) matched = !pattern.negated;
    }
    return { matched, state };
  }

  /** As `match`, for a path whose folders were not looked at before. */
  matches(path: string): boolean {
    const parts = path.split('/');
    let state: MatchState | undefined;
    let matched = false;
    for (let depth = 1; depth <= parts.length; depth++) {
      const result = this.match(parts.slice(0, depth).join('/'), state);
      ({ matched } = result);
      state = result.state;
    }
    return matched;
  }

  /** Whether a `!` pattern may match something below a folder that is matched itself. */
  mayTakeBackBelow(folder: string): boolean {
    const base = `${folder}/`;
    return this.#patterns.some(
      ({ negated, prefix }) => negated && (prefix.startsWith(base) || base.startsWith(prefix)),
    );
  }
}

/** The patterns of an ignore file. */
export function parseIgnoreFile(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const negated = line.startsWith('!');
      const path = (negated ? line.slice(1) : line).trim();
      if (path === '') return line;
      const clean = cleanPath(path);
      const relative = clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
      return (negated ? '!' : '') + relative;
    });
}

/** As Go's filepath.Clean: no slash at the end, `.` for nothing, `..` taken with what is before it. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  const clean = kept.join('/');
  if (rooted) return `/${clean}`;
  return clean === '' ? '.' : clean;
}

function compile(written: string): Pattern | undefined {
  const trimmed = written.trim();
  if (trimmed === '') return undefined;
  const negated = trimmed.startsWith('!');
  const text = negated ? trimmed.slice(1).trim() : trimmed;
  if (negated && text === '') throw new Error('illegal exclusion pattern: "!"');
  const pattern = cleanPath(text);
  const prefix = /^[^*?[\\]*/.exec(pattern)?.[0] ?? '';
  try {
    return { negated, prefix, expression: new RegExp(expressionOf(pattern), 's') };
  } catch {
    throw new Error(`syntax error in pattern: ${JSON.stringify(written)}`);
  }
}

function expressionOf(pattern: string): string {
  let expression = '^';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*' && pattern[at + 1] === '*') {
      while (pattern[at + 1] === '*') at++;
      if (pattern[at + 1] === '/') at++;
      expression += at + 1 === pattern.length ? '.*' : '(?:.*/)?';
    } else if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else if (character === '[') {
      const end = endOfClass(pattern, at);
      expression += classOf(pattern.slice(at + 1, end));
      at = end;
    } else {
      const literal = character === '\\' ? (pattern[++at] ?? '\\') : character;
      expression += literal.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    }
  }
  return `${expression}$`;
}

function endOfClass(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']' && at > start + 1) return at;
  }
  throw new Error('unterminated class');
}

function classOf(inner: string): string {
  const negated = inner.startsWith('^');
  const body = (negated ? inner.slice(1) : inner).replace(/\\?[\\[\]^]/g, (match) =>
    match.length === 2 ? match : `\\${match}`,
  );
  return `[${negated ? '^' : ''}${body}]`;
}
