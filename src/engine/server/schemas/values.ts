import * as z from 'zod/mini';

export const text: z.ZodMiniString<string> = z.string();
export const truth: z.ZodMiniBoolean<boolean> = z.boolean();
/** Not limited to 2⁵³: a limit of 2⁶³-1 comes as a number too. */
export const number: z.ZodMiniNumber<number> = z.number();
export const strings: z.ZodMiniArray<z.ZodMiniString<string>> = z.array(text);
export const textMap: z.ZodMiniRecord<z.ZodMiniString<string>, z.ZodMiniString<string>> = z.record(
  text,
  text,
);
/** The API's sets: names with `{}`. */
export const emptyObjects: z.ZodMiniType<Record<string, Record<string, never>>> = z.record(
  text,
  z.pipe(
    z.object({}),
    z.transform((): Record<string, never> => ({})),
  ),
);
/** Rows and columns. */
export const size: z.ZodMiniType<[number, number]> = z.tuple([number, number]);
