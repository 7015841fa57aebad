import { expandNames, mergeNamed } from './merging.ts';
import type { Attribute } from './rule.ts';
import { either, mapOf, NAME, nothing, object, text, texts } from './schema.ts';

/** AI models that a service uses. */
export const serviceModels: Attribute = {
  schema: either(texts, mapOf(either(nothing, object({ endpoint_var: text, model_var: text })), NAME, true)),
  rules: {
    '': { merge: mergeNamed, expand: expandNames },
  },
};
