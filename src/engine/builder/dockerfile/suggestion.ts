/** The number of single-character changes between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** The option nearest to a misspelt word, less than three changes away. None when the word is an option. */
export function nearest(word: string, options: Iterable<string>): string | undefined {
  if (word.length > 200) return undefined;
  let best: string | undefined;
  let least = 3;
  for (const option of options) {
    if (option === word) return undefined;
    if (Math.abs(option.length - word.length) >= least) continue;
    const changes = distance(word, option);
    if (changes < least) {
      best = option;
      least = changes;
    }
  }
  return best;
}

/** ` (did you mean RUN?)`, or nothing. */
export function didYouMean(word: string, options: Iterable<string>): string {
  const match = nearest(word, options);
  return match === undefined ? '' : ` (did you mean ${match}?)`;
}
