import type { Project } from '../../compose-file/index.ts';
import { integer, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { type CommandContext, withOptions } from '../context.ts';
import { rehearse } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { warningSink } from '../progress/warnings.ts';
import { isLoaded, projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details: 'Changes of the Compose files take effect with "up", not with "restart".',
  flags: {
    'no-deps': toggle('Leave services alone that depend on the named ones'),
    timeout: integer('Wait so many seconds for a container to stop before killing it', { short: 't' }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, []);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Restarting',
        done: 'Started',
        title: 'Restarting',
        states: ['running', 'paused', 'restarting', 'created', 'exited'],
      });
    const options = given({ services: [...services], noDeps: flags['no-deps'], timeout: flags.timeout });
    if (isLoaded(project)) await warnOfChanges(context, project, services);
    await operate(context, project, { title: 'Restarting' }, (operation, orchestrator) =>
      orchestrator.restart({ ...operation, ...options }),
    );
    return 0;
  },
});

/** That "restart" does not apply changes of the files surprises many. */
async function warnOfChanges(
  context: CommandContext,
  project: Project,
  services: readonly string[],
): Promise<void> {
  const reading = withOptions(context, { dryRun: true });
  const report = await operate(
    reading,
    project,
    { title: 'Restarting', quiet: true },
    (operation, orchestrator) =>
      orchestrator.plan({
        ...operation,
        onEvent: () => undefined,
        services: [...services],
        noDeps: true,
        noBuild: true,
      }),
  );
  const changed = report.steps.flatMap(({ action, service }) =>
    action === 'recreate' && service ? [service] : [],
  );
  if (changed.length === 0) return;
  warningSink(context)({
    kind: 'message',
    level: 'warning',
    code: 'restart-without-changes',
    text: `The files have changed for ${[...new Set(changed)].join(', ')}: "restart" keeps the old configuration, "up -d" applies the new one.`,
  });
}
