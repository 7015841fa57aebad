import { resolveSymbolicLink } from '../phases/resolve-path.ts';
import { asText } from '../tree/node.ts';
import { textToList } from './dns.ts';
import type { Attribute } from './rule.ts';
import {
  either,
  hook,
  listOf,
  nothing,
  object,
  oneOfTexts,
  onlyBoolean,
  text,
  textOrTexts,
} from './schema.ts';

/** What `watch` does when files change. */
export const develop: Attribute = {
  schema: either(
    nothing,
    object({
      watch: listOf(
        object(
          {
            ignore: textOrTexts,
            include: textOrTexts,
            path: text,
            action: oneOfTexts('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
            target: text,
            exec: hook,
            initial_sync: onlyBoolean,
          },
          ['path', 'action'],
        ),
      ),
    }),
  ),
  rules: {
    'watch.*.ignore': { expand: textToList },
    'watch.*.include': { expand: textToList },
    'watch.*.path': {
      resolve: resolveSymbolicLink,
      check: (node, path, context) => {
        if (asText(node) === '') context.report('empty-value', path, "value can't be blank", node.at);
      },
    },
  },
};
