import { text, textOr } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { notImplemented } from '../../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [CONTAINERS...]',
  flags: {
    format: textOr('yaml', 'How to print it: "yaml" or "json"', { choices: ['yaml', 'json'] }),
    name: text("The project's name"),
    'project-dir': text("The project's folder"),
  },
  async run() {
    throw notImplemented('alpha generate');
  },
});
