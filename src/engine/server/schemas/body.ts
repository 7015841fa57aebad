import * as z from 'zod/mini';
import { EngineError } from '../../../shared/index.ts';
import type { Call } from '../call.ts';

/** Fields whose entries may be `null` with a meaning; everywhere else the API takes `null` for absent. */
const mapsWithNulls = new Set(['EndpointsConfig', 'PortBindings', 'BuildArgs']);

/** The body as the schema wants it. With `empty`, what stands for no body at all; without, no body is an error. */
export async function readBody<T>(call: Call, schema: z.ZodMiniType<T>, empty?: T): Promise<T> {
  const text = await call.text();
  if (text.trim() === '') {
    if (empty !== undefined) return empty;
    throw new EngineError('invalid', 'invalid JSON: got EOF while reading request body');
  }
  checkContentType(call.header('content-type'));
  return checkValue(parseJson(text), schema);
}

/** A value that came as JSON, as the schema wants it. */
export function checkValue<T>(value: unknown, schema: z.ZodMiniType<T>): T {
  const result = schema.safeParse(withoutNulls(value));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') || 'the body';
  throw new EngineError('invalid', `invalid JSON: ${path}: ${issue?.message ?? 'not understood'}`);
}

function checkContentType(type: string | undefined): void {
  const bare = type?.split(';')[0]?.trim();
  if (bare === 'application/json') return;
  throw new EngineError(
    'invalid',
    `unsupported Content-Type header (${type ?? ''}): must be 'application/json'`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const cut =
      error instanceof SyntaxError && /end of JSON|Unterminated|Expected .* after/.test(error.message);
    const detail = cut && !/[}\]]\s*$/.test(text) ? 'unexpected EOF' : (error as Error).message;
    throw new EngineError('invalid', `invalid JSON: ${detail}`, { cause: error });
  }
}

function withoutNulls(value: unknown, keep = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, entry]) => keep || entry !== null)
    .map(([name, entry]): [string, unknown] => [name, withoutNulls(entry, mapsWithNulls.has(name))]);
  return Object.fromEntries(entries);
}

type OptionalFields<T extends z.core.$ZodLooseShape> = {
  [K in keyof T]: z.ZodMiniExactOptional<T[K] & z.core.SomeType>;
};

/** An object all of whose fields may be absent, as in the API; unknown fields are ignored, as Docker does. */
export function fields<T extends Record<string, z.core.SomeType>>(
  shape: T,
): z.ZodMiniObject<OptionalFields<T>> {
  const optional = Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, z.exactOptional(schema)]),
  );
  return z.object(optional) as unknown as z.ZodMiniObject<OptionalFields<T>>;
}
