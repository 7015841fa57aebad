declare global {
  interface JSON {
    /** ECMAScript's "JSON.parse source text access", which the libraries of TypeScript do not have yet. */
    rawJSON(text: string): unknown;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/** As `JSON.stringify`, with all digits of a `bigint`. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? JSON.rawJSON(String(item)) : item,
  );
}

/** As `JSON.parse`; whole numbers under this key are `bigint`, wherever it stands. */
export function parseExact(text: string, exactKey: string): unknown {
  return JSON.parse(text, (key, value, { source = '' }) =>
    key === exactKey && typeof value === 'number' && /^-?\d+$/.test(source) ? BigInt(source) : value,
  );
}
