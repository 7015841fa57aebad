/** What a page may say; whatever else comes ends its connection. Parameters are checked by the schema of the topic or call. */
import * as z from 'zod/mini';

export type CheckedFrame =
  | { kind: 'subscribe'; id: number; engine: string; topic: string; params: unknown }
  | { kind: 'call'; id: number; engine: string; call: string; params: unknown }
  | { kind: 'taken'; id: number; seq: number }
  | { kind: 'unsubscribe' | 'cancel'; id: number };

const number = z.int().check(z.nonnegative());
const name = z.string().check(z.maxLength(256));

export const helloFrame: z.ZodMiniType<{ kind: 'hello'; protocol: number; key: string }> = z.object({
  kind: z.literal('hello'),
  protocol: z.int(),
  key: name,
});

export const pageFrame: z.ZodMiniType<CheckedFrame> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscribe'), id: number, engine: name, topic: name, params: z.unknown() }),
  z.object({ kind: z.literal('call'), id: number, engine: name, call: name, params: z.unknown() }),
  z.object({ kind: z.literal('taken'), id: number, seq: number }),
  z.object({ kind: z.literal(['unsubscribe', 'cancel']), id: number }),
]);
