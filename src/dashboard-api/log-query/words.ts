/** The smallest pieces of a query: words, quoted ones, lists of them, expressions between slashes. */

export interface Word {
  text: string;
  end: number;
  /** False where a quotation mark was left open. */
  closed: boolean;
}

/** Up to white space or a character of `stops`; in quotes everything is taken, `\"` and `\\` for the two characters. */
export function readWord(query: string, start: number, stops: string): Word {
  let text = '';
  let quoted = false;
  let at = start;
  for (; at < query.length; at++) {
    const character = query[at] ?? '';
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\' && /["\\]/.test(query[at + 1] ?? '')) text += query[++at];
    else if (!quoted && (/\s/.test(character) || stops.includes(character))) break;
    else text += character;
  }
  return { text, end: at, closed: !quoted };
}

/** `a,b,"c d"`. */
export function readValues(query: string, start: number): { words: Word[]; end: number } {
  const words = [readWord(query, start, ',')];
  let end = words[0]?.end ?? start;
  while (query[end] === ',') {
    const word = readWord(query, end + 1, ',');
    words.push(word);
    end = word.end;
  }
  return { words, end };
}

/** `/…/flags` where one begins and ends here; a path such as `/api/items` is none. */
export function readRegex(
  query: string,
  start: number,
): { source: string; flags: string; end: number } | undefined {
  if (query[start] !== '/') return undefined;
  let inClass = false;
  for (let at = start + 1; at < query.length; at++) {
    const character = query[at];
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass && at > start + 1) {
      const flags = /^[A-Za-z]*(?=\s|$)/.exec(query.slice(at + 1))?.[0];
      if (flags === undefined) return undefined;
      return { source: query.slice(start + 1, at), flags, end: at + 1 + flags.length };
    }
  }
  return undefined;
}
