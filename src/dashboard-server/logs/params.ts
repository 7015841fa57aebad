import * as z from 'zod/mini';
import type { LogAddress, LogPick } from '../../dashboard-api/index.ts';

/** As in `LogAddress`. */
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/));
const name = z.string().check(z.maxLength(256));

const pick: z.ZodMiniType<LogPick> = z.union([
  z.strictObject({ project: name, service: z.exactOptional(name) }),
  z.strictObject({ container: name }),
]);

/** Fields of every view, also of what a download posts. */
export const viewFields: {
  picks: z.ZodMiniType<LogPick[]>;
  query: z.ZodMiniExactOptional<z.ZodMiniType<string>>;
  since: z.ZodMiniExactOptional<z.ZodMiniType<string>>;
  until: z.ZodMiniExactOptional<z.ZodMiniType<string>>;
} = {
  picks: z.array(pick).check(z.maxLength(1000)),
  query: z.exactOptional(z.string().check(z.maxLength(4096))),
  since: z.exactOptional(time),
  until: z.exactOptional(time),
};

export const address: z.ZodMiniType<LogAddress> = z.strictObject({
  source: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  time,
  nth: z.int().check(z.nonnegative()),
});

const most = 5000;

/** Lines of one window. */
export const lines: z.ZodMiniType<number> = z.int().check(z.positive(), z.maximum(most));

/** Of a window that may be empty at first. */
export const firstLines: z.ZodMiniType<number> = z.int().check(z.nonnegative(), z.maximum(most));
