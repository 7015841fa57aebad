import type { ImageRow } from '../../orchestrator/index.ts';
import { humanSize, timeAgo, UserError } from '../../shared/index.ts';
import { textOr, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { shortId } from '../output/rows.ts';
import { composeStyle, formatTable } from '../output/table.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    format: textOr('table', 'How to print them: "table" or "json"', { choices: ['table', 'json'] }),
    quiet: toggle('Print only ids', { short: 'q' }),
  },
  async run(context, flags, services) {
    const project = await projectName(context);
    const found = await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.images({ ...operation, services: [...services] }),
    );
    const rows = found.toSorted((a, b) => (a.container < b.container ? -1 : 1));
    context.stdout.write(print(rows, flags.quiet ? 'quiet' : flags.format));
    return 0;
  },
});

function print(rows: readonly ImageRow[], format: string): string {
  switch (format.toLowerCase()) {
    case 'quiet':
      return [...new Set(rows.map((row) => `${row.imageId.replace(/^.*:/, '')}\n`))].join('');
    case 'json':
      return `${JSON.stringify(rows.map(jsonRow))}\n\n`;
    case 'table':
    case 'pretty':
    case '':
      return formatTable([heads, ...rows.map(cells)], composeStyle);
    default:
      throw new UserError(
        'usage',
        `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
      );
  }
}

const heads = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'];

function cells(row: ImageRow): string[] {
  const moment = Date.parse(row.lastTagTime ?? row.created ?? '');
  return [
    row.container,
    row.repository || '<none>',
    row.tag || '<none>',
    row.platform,
    shortId(row.imageId),
    humanSize(row.size, 3),
    Number.isNaN(moment) ? 'N/A' : timeAgo(moment, Date.now()),
  ];
}

function jsonRow(row: ImageRow): Record<string, unknown> {
  return {
    ID: row.imageId,
    ContainerName: row.container,
    Repository: row.repository,
    Tag: row.tag,
    Platform: row.platform,
    Size: row.size,
    LastTagTime: row.lastTagTime ?? row.created ?? '0001-01-01T00:00:00Z',
  };
}
