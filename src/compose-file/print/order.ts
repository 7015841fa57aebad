const SURROGATE = /[\ud800-\udfff]/;
const LETTER = /^\p{L}$/u;

/** Go's order of strings: by bytes of UTF-8, which is that of UTF-16 except beyond the basic plane. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** go-yaml's order of keys: runs of digits by value, and letters after other characters. */
export function naturally(a: string, b: string): number {
  let digits = false;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const [letterX, letterY] = [isLetter(x), isLetter(y)];
    if (letterX && letterY) return x - y;
    if (letterX || letterY) return letterX === digits ? -1 : 1;
    return compareNumbers(a, b, i) || x - y;
  }
  return a.length - b.length;
}

function compareNumbers(a: string, b: string, from: number): number {
  const prefix = hasNumberBefore(a, b, from) ? '1' : '';
  const [first, second] = [digitsAt(a, from), digitsAt(b, from)];
  const difference = BigInt(prefix + first || '0') - BigInt(prefix + second || '0');
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return first.length - second.length;
}

/** A zero counts as a digit of a number that began with something else. */
function hasNumberBefore(a: string, b: string, from: number): boolean {
  if (a[from] !== '0' && b[from] !== '0') return false;
  for (let i = from - 1; i >= 0 && isDigit(a.charCodeAt(i)); i--) if (a[i] !== '0') return true;
  return false;
}

function digitsAt(text: string, from: number): string {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return text.slice(from, end);
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function isLetter(c: number): boolean {
  if (c < 128) return (c >= 97 && c <= 122) || (c >= 65 && c <= 90);
  return LETTER.test(String.fromCharCode(c));
}
