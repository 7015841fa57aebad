import { between } from '../args/arguments.ts';
import { integer, text, texts, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  flags: {
    author: text('Who made the image', { short: 'a' }),
    change: texts('Apply an instruction of a Dockerfile to the image', { short: 'c', valueName: 'list' }),
    index: integer("Which of the service's containers, from 1"),
    message: text('A note on the image', { short: 'm' }),
    pause: toggle('Freeze the container meanwhile', { short: 'p', initial: true }),
  },
  args: between(1, 2),
  async run(context, flags, [service = '', reference]) {
    const project = await projectName(context);
    const options = given({
      reference,
      author: flags.author,
      message: flags.message,
      pause: flags.pause,
      changes: [...flags.change],
      index: flags.index || undefined,
    });
    await operate(context, project, { title: 'Committing' }, (operation, orchestrator) =>
      orchestrator.commit({ ...operation, ...options, service }),
    );
    return 0;
  },
});
