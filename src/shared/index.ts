/**
 * shared: what every room may use and what uses none of them: errors, source positions, durations, byte sizes,
 * names near a misspelt one. Compiles without Node's types, so that the browser may use it.
 */
export * from './errors.ts';
export * from './exact-json.ts';
export * from './log-palette.ts';
export * from './path-patterns.ts';
export * from './secret-names.ts';
export * from './socket-table.ts';
export * from './timestamps.ts';
export * from './units.ts';
export * from './version.ts';
export * from './visible-text.ts';
