import { text, textOr, texts } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { notImplemented } from '../../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '',
  flags: {
    output: textOr('out', 'The folder to write to', { short: 'o' }),
    templates: text('A folder of templates'),
    transformation: texts('The image that converts', {
      short: 't',
      initial: ['docker/compose-bridge-kubernetes'],
    }),
  },
  async run() {
    throw notImplemented('bridge convert');
  },
});
