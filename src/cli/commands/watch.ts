import type { WatchEvent } from '../../orchestrator/index.ts';
import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { WatchLines } from '../logs/watch-lines.ts';
import { operate } from '../operation.ts';
import { warningSink } from '../progress/warnings.ts';
import { loadSelected } from '../project.ts';
import { showPlan } from '../show-plan.ts';
import { lockWatch } from '../watch-lock.ts';

export const command: Command = defineCommand({
  usage: '[SERVICE...]',
  details:
    'Does what develop.watch of the services says when files change: copies them into the containers (sync), restarts, runs a command, ' +
    'or builds anew. Ctrl-C ends it; the services run on.',
  flags: {
    'no-up': toggle('Only watch; build and start nothing first'),
    prune: toggle('Remove images that a rebuild has replaced', { initial: true }),
    quiet: toggle('Show no build output'),
  },
  async run(context, flags, services) {
    const project = await loadSelected(context, services);
    if (context.options.dryRun)
      return showPlan(context, project, (operation, orchestrator) =>
        orchestrator.plan({ ...operation, services: [...services] }),
      );
    const unlock = await lockWatch(context.env, project.name);
    try {
      const display = { title: 'Running', quietBuild: flags.quiet };
      return await operate(context, project, display, async (operation, orchestrator, shown) => {
        const print = printer(context);
        await orchestrator.watch({
          ...operation,
          services: [...services],
          prune: flags.prune,
          quiet: flags.quiet,
          ...(flags['no-up'] ? {} : { up: { quietBuild: flags.quiet, quietPull: flags.quiet } }),
          onWatch(event) {
            shown.finish();
            print(event);
          },
        });
        return 0;
      });
    } finally {
      await unlock();
    }
  },
});

function printer(context: CommandContext): (event: WatchEvent) => void {
  const lines = new WatchLines();
  const warn = warningSink(context);
  return (event) => {
    if (event.kind === 'failed')
      warn({ kind: 'message', level: 'warning', text: `Error handling changed files: ${event.message}` });
    const text = lines.render(event);
    for (const line of text.lines) context[text.stream].write(`${line}\n`);
  };
}
