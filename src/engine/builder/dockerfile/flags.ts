import { didYouMean } from './suggestion.ts';

type FlagKind = 'text' | 'texts' | 'switch';
type FlagValue<K> = K extends 'switch' ? boolean : K extends 'texts' ? string[] : string;
export type Flags<S extends Record<string, FlagKind>> = { [K in keyof S]?: FlagValue<S[K]> };

/** Reads the `--name=value` flags of an instruction. @throws Error with the frontend's sentence. */
export function readFlags<S extends Record<string, FlagKind>>(written: string[], allowed: S): Flags<S> {
  const values: Record<string, string | string[] | boolean> = {};
  for (const flag of written) {
    const equals = flag.indexOf('=');
    const name = flag.slice(2, equals === -1 ? undefined : equals);
    const value = equals === -1 ? undefined : flag.slice(equals + 1);
    const kind = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (kind === undefined) {
      throw new Error(`unknown flag: --${name}${didYouMean(name, Object.keys(allowed))}`);
    }
    const before = values[name];
    if (before !== undefined && kind !== 'texts') throw new Error(`duplicate flag specified: --${name}`);
    if (kind === 'switch') values[name] = readSwitch(name, value);
    else if (value === undefined) throw new Error(`missing a value on flag: --${name}`);
    else values[name] = kind === 'texts' ? [...(Array.isArray(before) ? before : []), value] : value;
  }
  return values as Flags<S>;
}

function readSwitch(name: string, value: string | undefined): boolean {
  if (value === '') throw new Error(`missing a value on flag: --${name}`);
  const text = (value ?? 'true').toLowerCase();
  if (text !== 'true' && text !== 'false') {
    throw new Error(`expecting boolean value for flag --${name}, not: ${value}`);
  }
  return text === 'true';
}
