/** Cuts a template into texts and the words of its actions. */
export type Piece = { text: string } | { words: string[] };

const wordPattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|(:=|[|(),=])|(-?\d+(?:\.\d+)?)(?![\w.])|(\$?\w*(?:\.\w+)+|\$\w*|\.|\w+))/y;

/** @throws Error for an action that does not end, or that has a character in it which no word has */
export function split(source: string): Piece[] {
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
