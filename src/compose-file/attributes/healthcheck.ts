import { replace } from './merging.ts';
import type { Attribute } from './rule.ts';
import { either, flag, number, object, repeatableTexts, text } from './schema.ts';

/** How a container is asked whether it is well. */
export const healthcheck: Attribute = {
  schema: object({
    disable: flag,
    interval: text,
    retries: number,
    test: either(text, repeatableTexts),
    timeout: text,
    start_period: text,
    start_interval: text,
  }),
  rules: { test: { merge: replace }, retries: { cast: 'integer' }, disable: { cast: 'boolean' } },
};
