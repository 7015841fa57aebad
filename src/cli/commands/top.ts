import type { ProcessTable } from '../../orchestrator/index.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { formatTable, topStyle } from '../output/table.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[SERVICES...]',
  flags: {},
  async run(context, _flags, services) {
    const project = await projectName(context);
    const tables = await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.top({ ...operation, services: [...services] }),
    );
    context.stdout.write(print(tables.toSorted((a, b) => (a.container < b.container ? -1 : 1))));
    return 0;
  },
});

/** One table of all: columns of any container, `-` where a container has none, the command last. */
function print(tables: readonly ProcessTable[]): string {
  const titles = new Set(tables.flatMap((table) => table.titles));
  const columns = [...titles].filter((title) => title !== 'CMD');
  if (titles.has('CMD')) columns.push('CMD');
  const lines = tables.flatMap((table) =>
    table.processes.map((process) => [
      table.service,
      String(table.number ?? ''),
      ...columns.map((column) => process[table.titles.indexOf(column)] ?? '-'),
    ]),
  );
  return lines.length === 0 ? '' : formatTable([['SERVICE', '#', ...columns], ...lines], topStyle);
}
