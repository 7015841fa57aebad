/** Text → value as Go's strconv and Docker's units read them; errors carry Go's text, which scripts and users know. */

const booleans: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

export function parseBool(text: string): boolean {
  const value = Object.hasOwn(booleans, text) ? booleans[text] : undefined;
  if (value === undefined)
    throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
  return value;
}

/** Decimal, or with the prefixes `0x`, `0o`, `0b`, `0`. */
export function parseInteger(text: string): number {
  const match = /^([+-]?)(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i.exec(text);
  const digits = match?.[2]?.replace(/^0(?=[0-7])/, '0o');
  const value = digits === undefined ? Number.NaN : Number(digits) * (match?.[1] === '-' ? -1 : 1);
  if (Number.isNaN(value))
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (!Number.isSafeInteger(value))
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return value;
}

/** `512m`, `1g`, `100`: bytes, with units of 1024. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) throw new Error(`invalid size: '${text}'`);
  const power = ' kmgtp'.indexOf((match[2] ?? '').toLowerCase() || ' ');
  return Math.floor(Number(match[1]) * 1024 ** power);
}

/** `1`, `true`, `yes`, … of the `COMPOSE_*` variables; anything else is no. */
export function isTruthy(text: string | undefined): boolean {
  return text !== undefined && ['1', 't', 'true', 'y', 'yes'].includes(text.toLowerCase());
}
