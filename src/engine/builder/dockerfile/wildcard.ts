/** Shell wildcards as `${name#pattern}` and its relatives use them: `?` is one character, `*` any number, no brackets. */
type Token = { literal: string } | 'one' | 'many';

/** @throws Error with the reason, for an escape that the pattern language does not have. */
function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*') tokens.push('many');
    else if (character === '?') tokens.push('one');
    else if (character === '\\') {
      const next = characters[i + 1] ?? '';
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') throw new Error(`invalid escape '\\${next}'`);
      tokens.push({ literal: next });
      i++;
    } else tokens.push({ literal: character });
  }
  return tokens;
}

/** States reachable without reading a character: a `*` may stand for nothing. */
function close(states: Set<number>, tokens: Token[]): Set<number> {
  for (const state of states) if (tokens[state] === 'many') states.add(state + 1);
  return states;
}

/** Where a match that begins at `start` ends, or -1. Simulates all ways at once: linear in the text, whatever the pattern. */
function matchEnd(tokens: Token[], text: string[], start: number, longest: boolean): number {
  let states = close(new Set([0]), tokens);
  let end = states.has(tokens.length) ? start : -1;
  for (let at = start; at < text.length && states.size > 0; at++) {
    if (end !== -1 && !longest) return end;
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined || (text[at] === '\n' && token === 'one')) continue;
      if (token === 'many') next.add(state);
      else if (token === 'one' || token.literal === text[at]) next.add(state + 1);
    }
    states = close(next, tokens);
    if (states.has(tokens.length)) end = at + 1;
  }
  return end;
}

/** `${value#pattern}` and, when `longest`, `${value##pattern}`. */
export function trimStart(value: string, pattern: string, longest: boolean): string {
  const text = Array.from(value);
  const end = matchEnd(tokensOf(pattern), text, 0, longest);
  return end === -1 ? value : text.slice(end).join('');
}

/** `${value%pattern}` and, when `longest`, `${value%%pattern}`. */
export function trimEnd(value: string, pattern: string, longest: boolean): string {
  const text = Array.from(value).reverse();
  const end = matchEnd(tokensOf(pattern).reverse(), text, 0, longest);
  return end === -1 ? value : text.slice(end).reverse().join('');
}

/** `${value/pattern/replacement}` and, when `all`, `${value//pattern/replacement}`. The longest match at the leftmost place. */
export function replaceMatches(value: string, pattern: string, replacement: string, all: boolean): string {
  const tokens = tokensOf(pattern);
  const text = Array.from(value);
  let result = '';
  let at = 0;
  while (at <= text.length) {
    const end = matchEnd(tokens, text, at, true);
    if (end > at || (end === at && tokens.length === 0 && at === 0 && !all)) {
      result += replacement;
      at = end;
      if (!all) return result + text.slice(at).join('');
    } else {
      result += text[at] ?? '';
      at++;
    }
  }
  return result;
}
