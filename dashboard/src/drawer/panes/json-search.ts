/** Paths (`.Config.Env.0`) of all that has the words in its name or value, and of what leads there. `words` is in lower case. */
export function found(value: unknown, words: string): Set<string> {
  const hits = new Set<string>();
  search(value, '', words, hits);
  return hits;
}

function search(value: unknown, path: string, words: string, hits: Set<string>): boolean {
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase().includes(words);
  let any = false;
  for (const [key, inner] of Object.entries(value)) {
    const below = `${path}.${key}`;
    const inside = search(inner, below, words, hits);
    if (!inside && !key.toLowerCase().includes(words)) continue;
    hits.add(below);
    any = true;
  }
  return any;
}
