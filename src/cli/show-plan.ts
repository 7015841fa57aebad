/** `--dry-run` of commands that have a plan. */
import type { Project } from '../compose-file/index.ts';
import type { NamedProject, Orchestrator, PlanReport } from '../orchestrator/index.ts';
import { type CommandContext, stdoutHasAnsi } from './context.ts';
import { type Operation, operate } from './operation.ts';
import { planText } from './output/plan-text.ts';

export async function showPlan<P extends Project | NamedProject>(
  context: CommandContext,
  project: P,
  plan: (operation: Operation<P>, orchestrator: Orchestrator) => Promise<PlanReport>,
): Promise<number> {
  const report = await operate(context, project, { title: 'Planning' }, plan);
  context.stdout.write(planText(report, stdoutHasAnsi(context)));
  return 0;
}
