import type { Project } from '../../compose-file/index.ts';
import type { ContainerRow, MessageEvent, NamedProject } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { text, textOr, texts, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { noSuchService } from '../create-flags.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { containerListing, containerRow } from '../output/container-row.ts';
import { formatRows } from '../output/rows.ts';
import { warningSink } from '../progress/warnings.ts';
import { isLoaded, projectOrName } from '../project.ts';
import { nearest } from '../suggest.ts';

const states = ['paused', 'restarting', 'removing', 'running', 'dead', 'created', 'exited'];

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    all: toggle('List stopped containers too, and those of "run"', { short: 'a' }),
    filter: text('Only containers with a property: status=running'),
    format: textOr('table', 'How to print them: "table", "json", "table TEMPLATE", or a Go template', {
      choices: ['table', 'json'],
    }),
    'no-trunc': toggle('Print ids and commands in full'),
    orphans: toggle('List containers of services that the files no longer have, too', { initial: true }),
    quiet: toggle('Print only ids', { short: 'q' }),
    services: toggle('Print services instead of containers'),
    status: texts(`Only containers in this state (${states.join(', ')})`, { choices: states }),
  },
  async run(context, flags, services) {
    const status = [...flags.status, ...filteredStatus(flags.filter)];
    warnOfMistyped(status, warningSink(context));
    const project = await projectOrName(context, services);
    const options = given({
      services: selection(project, services, flags.orphans),
      all: flags.all || status.length > 0,
      orphans: flags.orphans,
      status: status.length > 0 ? status : undefined,
    });
    const found = await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.ps({ ...operation, ...options }),
    );
    const containers = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    context.stdout.write(print(containers, flags));
    return 0;
  },
});

function print(
  containers: readonly ContainerRow[],
  flags: { quiet: boolean; services: boolean; format: string; 'no-trunc': boolean },
): string {
  if (flags.quiet) return containers.map((container) => `${container.id}\n`).join('');
  if (flags.services) return `${[...new Set(containers.map((container) => container.service))].join('\n')}\n`;
  const now = Date.now();
  const rows = containers.map((container) => containerRow(container, !flags['no-trunc'], now));
  return formatRows(rows, flags.format, containerListing);
}

function filteredStatus(filter: string | undefined): string[] {
  if (!filter) return [];
  const [key = '', value] = filter.split(/=(.*)/s);
  if (value === undefined) throw new UserError('usage', 'arguments to --filter should be in form KEY=VAL');
  if (key !== 'status') throw new UserError('usage', `unknown filter ${key}`);
  return [value];
}

/** A state that no container is ever in lists nothing, as in Docker Compose. */
function warnOfMistyped(status: readonly string[], warn: (event: MessageEvent) => void): void {
  for (const word of status.filter((state) => !states.includes(state))) {
    const meant = nearest(word, states);
    const hint = meant === undefined ? '' : `, did you mean ${meant}?`;
    warn({
      kind: 'message',
      level: 'warning',
      code: 'unknown-status',
      text: `no container is ever ${JSON.stringify(word)}${hint}`,
    });
  }
}

function selection(
  project: Project | NamedProject,
  services: readonly string[],
  orphans: boolean,
): string[] | undefined {
  if (!isLoaded(project)) return services.length > 0 ? [...services] : undefined;
  const known = Object.keys(project.services);
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined) throw noSuchService(unknown, known);
  if (services.length > 0) return [...services];
  return orphans ? undefined : known;
}
