import { none } from '../args/arguments.ts';
import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { composeVersion, version } from '../version.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  flags: {
    format: text('How to print it: "pretty" or "json"', { short: 'f', choices: ['pretty', 'json'] }),
    short: toggle('Print only the number'),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    // Scripts ask `docker compose version --short` for a release that knows what they need.
    const shown = context.isPlugin ? `${composeVersion}+tutti.${version}` : version;
    if (flags.short) context.stdout.write(`${shown}\n`);
    else if (flags.format === 'json') context.stdout.write(`${JSON.stringify({ version: shown })}\n`);
    else if (context.isPlugin) context.stdout.write(`Docker Compose version v${shown}\n`);
    else context.stdout.write(`tutti version ${version} (as Docker Compose ${composeVersion})\n`);
    return 0;
  },
});
