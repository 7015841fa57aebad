import type { MessageEvent, OrchestratorEvent } from '../../orchestrator/index.ts';
import { textOr, tristate } from '../args/flag.ts';
import { isTruthy } from '../args/values.ts';
import { type Command, defineCommand } from '../command.ts';
import { type CommandContext, statusOutput } from '../context.ts';
import { rehearse } from '../dry-run.ts';
import { operate } from '../operation.ts';
import { warningSink } from '../progress/warnings.ts';
import { environmentOf, projectOrName } from '../project.ts';

/** Those that one sends by hand. */
const signals = [
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGSTOP',
  'SIGCONT',
  'SIGWINCH',
];

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    'remove-orphans': tristate('Remove containers of services that the files no longer have, too'),
    signal: textOr('SIGKILL', 'The signal to send', { short: 's', choices: signals }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, services);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Killing',
        done: 'Killed',
        title: 'Killing',
        states: ['running', 'paused', 'restarting'],
      });
    const removeOrphans =
      flags['remove-orphans'] ?? isTruthy(environmentOf(context, project)['COMPOSE_REMOVE_ORPHANS']);
    await operate(context, project, { title: 'Killing' }, (operation, orchestrator) =>
      orchestrator.kill({
        ...operation,
        onEvent: (event) => (isAnswer(event) ? answer(context, event) : operation.onEvent(event)),
        services: [...services],
        kill: flags.signal,
        removeOrphans,
      }),
    );
    return 0;
  },
});

function isAnswer(event: OrchestratorEvent): event is MessageEvent {
  return event.kind === 'message' && event.code === 'no-container-to-kill';
}

/** Without the date and level of a warning, as Docker Compose says it. */
function answer(context: CommandContext, event: MessageEvent): void {
  if (context.options.progress === 'json') warningSink(context)(event);
  else statusOutput(context).write(`${event.text}\n`);
}
