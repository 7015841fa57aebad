import { UserError } from '../../shared/index.ts';
import { atLeast } from '../args/arguments.ts';
import { integer, textOr } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE PRIVATE_PORT',
  flags: {
    index: integer("Which of the service's containers, from 1"),
    protocol: textOr('tcp', 'tcp or udp', { choices: ['tcp', 'udp'] }),
  },
  args: atLeast(2),
  async run(context, flags, [service = '', text = '']) {
    const number = Number(text);
    if (!/^\d+$/.test(text))
      throw new UserError('usage', `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
    if (number > 65_535)
      throw new UserError('usage', `strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
    const project = await projectName(context);
    const options = given({ index: flags.index || undefined });
    const published = await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.port({
        ...operation,
        service,
        port: number,
        protocol: flags.protocol.toLowerCase(),
        ...options,
      }),
    );
    context.stdout.write(`${published.host}:${published.port}\n`);
    return 0;
  },
});
