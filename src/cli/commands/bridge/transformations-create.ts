import { textOr } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { notImplemented } from '../../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '[OPTION] PATH',
  flags: {
    from: textOr('docker/compose-bridge-kubernetes', 'The image to begin with', { short: 'f' }),
  },
  async run() {
    throw notImplemented('bridge transformations create');
  },
});
