/** keys: what each key does, and the list of them. */
export { keysShown, paletteShown } from './shown.ts';
export { useKeys } from './use-keys.ts';
