import { type Command, defineCommand } from '../command.ts';
import { createFlags, createOptions } from '../create-flags.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';
import { showPlan } from '../show-plan.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: createFlags,
  async run(context, flags, services) {
    const project = await loadSelected(context, services);
    const options = createOptions(context, flags, project);
    if (context.options.dryRun)
      return showPlan(context, project, async (operation, orchestrator) => {
        const report = await orchestrator.plan({ ...operation, ...options, services: [...services] });
        return { ...report, steps: report.steps.filter((step) => step.action !== 'start') };
      });
    await operate(context, project, { title: 'Creating' }, (operation, orchestrator) =>
      orchestrator.create({ ...operation, ...options, services: [...services] }),
    );
    return 0;
  },
});
