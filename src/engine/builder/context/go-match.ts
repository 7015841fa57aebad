/** Go's filepath.Match for one path component: `*`, `?`, `[a-z]`, `[^a-z]`, `\`. A pattern that cannot be read matches nothing. */
export function componentPattern(pattern: string): RegExp | undefined {
  let expression = '^';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') expression += '.*';
    else if (character === '?') expression += '.';
    else if (character === '[') {
      const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/s.exec(pattern.slice(at));
      if (!match) return undefined;
      expression += `[${match[1]}${(match[2] ?? '').replace(/\\?[\\[\]^]/g, (part) => (part.length === 2 ? part : `\\${part}`))}]`;
      at += match[0].length - 1;
    } else {
      const literal = character === '\\' ? pattern[++at] : character;
      if (literal === undefined) return undefined;
      expression += literal.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    }
  }
  try {
    return new RegExp(`${expression}$`, 's');
  } catch {
    return undefined;
  }
}

/** Whether a path has a wildcard that is not escaped. */
export function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path.replace(/\\./gs, ''));
}
