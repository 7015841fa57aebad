import type { Project } from '../../compose-file/index.ts';
import type { LifecycleEvent, NamedProject } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { integer, text, textOr, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { stdoutHasAnsi } from '../context.ts';
import { given } from '../given.ts';
import { LogPrinter } from '../logs/log-printer.ts';
import { operate } from '../operation.ts';
import { isLoaded, projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    follow: toggle('Go on with what comes', { short: 'f' }),
    index: integer("Which of the service's containers, from 1"),
    'no-color': toggle('Do not colour the output'),
    'no-log-prefix': toggle("Print lines without the service's name"),
    since: text('Only lines from this time on: 2013-01-02T13:23:37Z, or 42m for the last 42 minutes'),
    tail: textOr('all', 'Only so many lines from the end of each container', { short: 'n' }),
    timestamps: toggle('Print the time of each line', { short: 't' }),
    until: text('Only lines before this time'),
  },
  async run(context, flags, services) {
    if (flags.index !== undefined && flags.index > 0 && services.length !== 1)
      throw new UserError('usage', '--index requires one service to be selected');
    const project = await projectOrName(context, services);
    const printer = new LogPrinter(context, {
      colors: !flags['no-color'] && stdoutHasAnsi(context),
      prefix: !flags['no-log-prefix'],
      splitStreams: false,
    });
    const options = given({
      services: services.length > 0 ? [...services] : attachedServices(project),
      follow: flags.follow,
      tail: flags.tail,
      since: flags.since,
      until: flags.until,
      index: flags.index || undefined,
      timestamps: flags.timestamps,
    });
    const onLifecycle = (event: LifecycleEvent): void => {
      if (event.kind === 'attached') printer.register([event.label]);
      else printer.lifecycle(event);
    };
    return operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      try {
        for await (const lines of orchestrator.logs({ ...operation, ...options, onLifecycle })) {
          for (const line of lines) printer.line(line);
          await context.stdout.drained();
        }
      } finally {
        printer.flush();
      }
      return 0;
    });
  },
});

/** Services with `attach: false` are shown only when they are named. */
function attachedServices(project: Project | NamedProject): string[] | undefined {
  if (!isLoaded(project)) return undefined;
  return Object.entries(project.services).flatMap(([name, service]) =>
    service.attach === false ? [] : [name],
  );
}
