import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { notImplemented } from '../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '[SERVICE...]',
  flags: {
    'no-up': toggle('Only watch; build and start nothing first'),
    prune: toggle('Remove images that a rebuild has replaced', { initial: true }),
    quiet: toggle('Show no build output'),
  },
  async run() {
    throw notImplemented('watch');
  },
});
