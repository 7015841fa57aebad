import type { ProjectRow } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { none } from '../args/arguments.ts';
import { textOr, texts, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { loadOrchestrator, withEngine } from '../operation.ts';
import { composeStyle, formatTable } from '../output/table.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  flags: {
    all: toggle('List stopped projects too', { short: 'a' }),
    filter: texts('Only projects with a property: name=PATTERN', { valueName: 'filter' }),
    format: textOr('table', 'How to print them: "table" or "json"', { choices: ['table', 'json'] }),
    quiet: toggle('Print only names', { short: 'q' }),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    const filter = filters(flags.filter);
    const projects = await withEngine(context, async (client) =>
      (await loadOrchestrator()).listProjects({ client, signal: context.signal, all: flags.all, filter }),
    );
    context.stdout.write(print(projects, flags.quiet ? 'quiet' : flags.format));
    return 0;
  },
});

function filters(texts: readonly string[]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const text of texts) {
    const [key = '', value] = text.split(/=(.*)/s);
    if (value === undefined)
      throw new UserError(
        'usage',
        `invalid argument ${JSON.stringify(text)} for "--filter" flag: bad format of filter (expected name=value)`,
      );
    if (key.trim().toLowerCase() !== 'name') throw new UserError('usage', `invalid filter '${key}'`);
    (result['name'] ??= []).push(value);
  }
  return result;
}

function print(projects: readonly ProjectRow[], format: string): string {
  switch (format.toLowerCase()) {
    case 'quiet':
      return projects.map((project) => `${project.name}\n`).join('');
    case 'json':
      return `${JSON.stringify(
        projects.map(({ name, status, configFiles }) => ({
          Name: name,
          Status: status,
          ConfigFiles: configFiles,
        })),
      )}\n`;
    case 'table':
    case 'pretty':
    case '':
      return formatTable(
        [
          ['NAME', 'STATUS', 'CONFIG FILES'],
          ...projects.map((each) => [each.name, each.status, each.configFiles]),
        ],
        composeStyle,
      );
    default:
      throw new UserError(
        'usage',
        `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
      );
  }
}
