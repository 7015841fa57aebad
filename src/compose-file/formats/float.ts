/** Characters; more is no number that somebody wrote. */
const LONGEST = 10_000;

/** As Go's ParseFloat: underscores between digits, hexadecimal with a binary exponent, infinities. */
export function parseFloat64(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const isHexadecimal = /^[-+]?0x[\da-f_]*\.?[\da-f_]*p[-+]?\d+$/i.test(text);
  const plain = text.replaceAll(/(?<=[\da-fx])_(?=[\da-f])/gi, '').toLowerCase();
  return isHexadecimal ? parseHexadecimal(plain) : parseDecimal(plain);
}

function parseDecimal(text: string): number | undefined {
  if (text === 'nan') return Number.NaN;
  const infinity = /^([-+]?)inf(?:inity)?$/.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function parseHexadecimal(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)0x([\da-f]*)\.?([\da-f]*)p([-+]?\d+)$/.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  const mantissa = Number.parseInt(whole + fraction, 16);
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
