import { UserError } from '../../shared/index.ts';
import { exactly } from '../args/arguments.ts';
import { type Command, defineCommand } from '../command.ts';
import { shells } from '../completion/scripts.ts';

export const command: Command = defineCommand({
  usage: 'SHELL',
  details: `SHELL is one of ${Object.keys(shells).join(', ')}. To have completion always, put "source <(tutti completion bash)" into ~/.bashrc.`,
  flags: {},
  args: exactly(1),
  completes: Object.keys(shells),
  async run(context, _flags, [shell = '']) {
    const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (script === undefined)
      throw new UserError('usage', `there is no completion for ${JSON.stringify(shell)}`, {
        hint: `Known shells: ${Object.keys(shells).join(', ')}.`,
      });
    context.stdout.write(script);
    return 0;
  },
});
