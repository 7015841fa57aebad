import { printWithContents } from '../../../compose-file/index.ts';
import { UserError } from '../../../shared/index.ts';
import { text, textOr } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { given } from '../../given.ts';
import { loadOrchestrator, withEngine } from '../../operation.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [CONTAINERS...]',
  details: 'Describes containers, however they were made: their names, parts of them, or ids.',
  flags: {
    format: textOr('yaml', 'How to print it: "yaml" or "json"', { choices: ['yaml', 'json'] }),
    name: text("The project's name"),
    'project-dir': text("The project's folder"),
  },
  completes: 'nothing',
  async run(context, flags, containers) {
    const { format, name } = flags;
    context.stderr.write('generate command is EXPERIMENTAL\n');
    if (containers.length === 0) throw new UserError('usage', 'at least one container must be specified');
    if (format !== 'yaml' && format !== 'json')
      throw new UserError('usage', `unsupported format ${JSON.stringify(format)}`);
    const project = await withEngine(context, async (client) =>
      (await loadOrchestrator()).generate({
        client,
        signal: context.signal,
        containers: [...containers],
        ...given({ name }),
      }),
    );
    context.stdout.write(`${printWithContents(project, format)}\n`);
    return 0;
  },
});
