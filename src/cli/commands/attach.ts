import { atLeast } from '../args/arguments.ts';
import { integer, text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { announce } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';
import { runSession } from '../terminal/session.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE',
  details: "Connects this terminal with the service's main process. Ctrl-P Ctrl-Q lets go of it.",
  flags: {
    'detach-keys': text('Let go with these keys instead'),
    index: integer("Which of the service's containers, from 1"),
    'no-stdin': toggle('Leave standard input alone'),
    'sig-proxy': toggle('Hand signals on to the process', { initial: true }),
  },
  args: atLeast(1),
  async run(context, flags, [service = '']) {
    const project = await projectName(context);
    const options = given({
      index: flags.index || undefined,
      noStdin: flags['no-stdin'],
      detachKeys: flags['detach-keys'],
    });
    return operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      if (context.options.dryRun) {
        const { name } = await orchestrator.locate({
          ...operation,
          ...given({ index: options.index }),
          service,
        });
        announce(context, `Attaching to ${name}`);
        return 0;
      }
      const session = await orchestrator.attach({ ...operation, ...options, service });
      return runSession(context, session, {
        interactive: !flags['no-stdin'],
        forwardSignals: flags['sig-proxy'],
        detachKeys: flags['detach-keys'],
      });
    });
  },
});
