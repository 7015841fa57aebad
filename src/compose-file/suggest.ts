/** Names that are looked at: of more than that nobody knows what was meant. */
const MAX_CHOICES = 3000;

/** The choice that was probably meant, or undefined; never `except`. */
export function nearest(word: string, choices: Iterable<string>, except?: string): string | undefined {
  const meant = plain(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let looked = 0;
  for (const choice of choices) {
    if (looked === MAX_CHOICES) break;
    looked += 1;
    if (choice === except) continue;
    if (Math.abs(choice.length - word.length) >= bestDistance) continue;
    const distance = editDistance(meant, plain(choice), bestDistance);
    if (distance < bestDistance) {
      best = choice;
      bestDistance = distance;
    }
  }
  return best;
}

const UNLIKE = /[^a-z0-9_.]/;

/** `Restart-Policy` and `restart_policy` are the same for one who misremembers. */
function plain(word: string): string {
  if (word.length <= 64 && !UNLIKE.test(word)) return word;
  return word.toLowerCase().replaceAll('-', '_').slice(0, 64);
}

/** Insertions, deletions, replacements and swaps of neighbours; `limit` when they are not fewer. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let fewest = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
      if (least < fewest) fewest = least;
    }
    if (fewest > limit) return limit;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
