declare global {
  interface JSON {
    /** ECMAScript's "JSON.parse source text access", which the libraries of TypeScript do not have yet. */
    rawJSON(text: string): unknown;
  }
}

/** As `JSON.stringify`, with all digits of a `bigint`. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? JSON.rawJSON(String(item)) : item,
  );
}
