/** JSON as Go's encoder writes it. @param indent spaces a step; 0: on one line */
export function goJson(value: unknown, indent = 0): string {
  return rawJson(value, indent).replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** As Go's encoder with `SetEscapeHTML(false)`. */
export function rawJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A row of a listing: keys sorted, functions left out. */
export function rowJson(row: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(row).filter(([, value]) => typeof value !== 'function');
  return goJson(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}
