/**
 * Whole numbers beyond 2^53, which a JavaScript number rounds: a project holds the rounded ones, and beside them what is
 * printed and hashed. The key is a symbol so that copies of an object keep it and nobody takes it for an attribute.
 */
const EXACT: unique symbol = Symbol('exact');

interface Keeper {
  [EXACT]?: Map<string, bigint>;
}

/** Notes what `target[key]` would be if numbers had no bound, and returns what it can be. */
export function keepExact(target: object, key: string, value: bigint): number {
  const keeper: Keeper = target;
  keeper[EXACT] ??= new Map();
  keeper[EXACT].set(key, value);
  return Number(value);
}

/** `value`, which is `owner[key]`, with all its digits. */
export function exactly<T>(owner: object, key: string, value: T): T | bigint {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const exact = (owner as Keeper)[EXACT]?.get(key);
  // Whoever changed the number since knows nothing of this one.
  return exact !== undefined && Number(exact) === value ? exact : value;
}
