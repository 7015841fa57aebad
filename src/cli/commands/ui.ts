import { atMost } from '../args/arguments.ts';
import { integer, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { startDashboard } from '../dashboard/start-dashboard.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [PROJECT]',
  details:
    'Opens a page in the browser that shows all projects and containers and steers them: state, logs, shells, files, plans before each ' +
    'change. Only this machine can reach it, and only with the address that is printed, which works once and for a minute. Ctrl-C ends ' +
    'it; what runs is left alone.',
  flags: {
    'no-open': toggle('Print the address, and do not open a browser'),
    port: integer('The port to listen on (default 7884 where it is free); 0 for any that is free'),
    'read-only': toggle('Show everything, change nothing; `--dry-run` means the same'),
  },
  args: atMost(1),
  completes: 'projects',
  async run(context, flags, [project]) {
    await using dashboard = await startDashboard(context, {
      port: flags.port,
      readOnly: flags['read-only'] || context.options.dryRun,
      project,
    });
    await dashboard.show(!flags['no-open']);
    await dashboard.untilInterrupted();
    return 0;
  },
});
