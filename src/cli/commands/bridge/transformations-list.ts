import { textOr, toggle } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { notImplemented } from '../../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '',
  flags: {
    format: textOr('table', 'How to print them: "table" or "json"', { choices: ['table', 'json'] }),
    quiet: toggle('Print only names', { short: 'q' }),
  },
  async run() {
    throw notImplemented('bridge transformations list');
  },
});
