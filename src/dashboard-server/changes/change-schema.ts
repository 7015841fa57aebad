import * as z from 'zod/mini';
import type { Change } from '../../dashboard-api/index.ts';

const text = z.string().check(z.maxLength(512));
const texts = z.exactOptional(z.array(text).check(z.maxLength(1_000)));
/** Records of a build cache easily are thousands. */
const many = z.exactOptional(z.array(text).check(z.maxLength(10_000)));
const flag = z.exactOptional(z.boolean());
const verbs = ['start', 'stop', 'restart', 'kill', 'pause', 'unpause'] as const;

export const changeSchema: z.ZodMiniType<Change> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('up'),
    project: text,
    services: texts,
    build: flag,
    recreate: z.exactOptional(z.enum(['diverged', 'force', 'never'])),
    pull: z.exactOptional(z.enum(['always', 'missing'])),
    profiles: texts,
    scale: z.exactOptional(z.record(text, z.int().check(z.nonnegative(), z.maximum(1_000)))),
    removeOrphans: flag,
  }),
  z.strictObject({
    kind: z.literal('down'),
    project: text,
    volumes: flag,
    images: z.exactOptional(z.enum(['all', 'local'])),
    removeOrphans: flag,
  }),
  z.strictObject({ kind: z.enum(['build', 'pull']), project: text, services: texts, noCache: flag }),
  z.strictObject({ kind: z.enum(verbs), project: text, services: texts }),
  z.strictObject({
    kind: z.literal('containers'),
    verb: z.enum([...verbs, 'remove']),
    containers: z.array(text).check(z.minLength(1), z.maxLength(1_000)),
    volumes: flag,
  }),
  z.strictObject({
    kind: z.literal('remove'),
    containers: many,
    images: many,
    volumes: many,
    networks: many,
    buildCache: many,
  }),
]);
