import type { PruneResponse } from '../../../engine-api/index.ts';
import type { EngineClient } from '../../../engine-client/index.ts';
import { humanSize, UserError } from '../../../shared/index.ts';
import { none } from '../../args/arguments.ts';
import { texts, toggle } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { withEngine } from '../../operation.ts';
import { ask, isYes } from '../../terminal/prompt.ts';
import { rehearsePrune } from './prune-rehearsal.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  details: 'Named volumes are never removed. What is removed cannot be brought back.',
  flags: {
    all: toggle('Remove all images that no container uses, not only those without a name', { short: 'a' }),
    filter: texts('Only what matches: label=KEY=VALUE, until=24h', { valueName: 'filter' }),
    force: toggle('Do not ask', { short: 'f' }),
    volumes: toggle('Remove anonymous volumes that no container uses, too'),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    const filters = parseFilters(flags.filter);
    if (flags.volumes && filters['until'] !== undefined)
      throw new UserError('usage', 'ERROR: The "until" filter is not supported with "--volumes"');
    if (context.options.dryRun) {
      const wishes = { all: flags.all, volumes: flags.volumes, filters };
      return withEngine(context, async (client) => {
        context.stdout.write(await rehearsePrune(client, wishes, context.signal));
        return 0;
      });
    }
    const question = warning(flags.all, flags.volumes, flags.filter);
    if (!flags.force && !isYes((await ask(context, question)) ?? '')) return 0;
    return withEngine(context, async (client) => {
      let reclaimed = 0;
      for (const prune of prunes(flags.all, flags.volumes)) {
        const response = await runPrune(client, prune, filters, context.signal);
        reclaimed += response.SpaceReclaimed ?? 0;
        const lines = prune.lines(response);
        if (lines.length > 0) context.stdout.write(`${[prune.title, ...lines].join('\n')}\n\n`);
      }
      context.stdout.write(`Total reclaimed space: ${humanSize(reclaimed)}\n`);
      return 0;
    });
  },
});

function warning(all: boolean, volumes: boolean, filters: readonly string[]): string {
  const items = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ];
  const list = items.map((item) => `  - ${item}`).join('\n');
  const filtered =
    filters.length === 0
      ? ''
      : `\n  Items to be pruned will be filtered with:\n${filters.map((each) => `  - ${each}`).join('\n')}\n`;
  return `WARNING! This will remove:\n${list}\n${filtered}\nAre you sure you want to continue? [y/N] `;
}

interface Prune {
  path: string;
  title: string;
  query?: Record<string, string>;
  /** Filters of this kind alone. */
  filters?: Record<string, string[]>;
  lines: (response: PruneResponse) => string[];
}

/** In docker's order: what a container holds on to is free only after it. */
function prunes(all: boolean, volumes: boolean): Prune[] {
  return [
    { path: '/containers/prune', title: 'Deleted Containers:', lines: (r) => r.ContainersDeleted ?? [] },
    { path: '/networks/prune', title: 'Deleted Networks:', lines: (r) => r.NetworksDeleted ?? [] },
    ...(volumes
      ? [
          {
            path: '/volumes/prune',
            title: 'Deleted Volumes:',
            lines: (r: PruneResponse) => r.VolumesDeleted ?? [],
          },
        ]
      : []),
    {
      path: '/images/prune',
      title: 'Deleted Images:',
      filters: { dangling: [String(!all)] },
      lines: (r) =>
        (r.ImagesDeleted ?? []).map((each) =>
          each.Untagged === undefined ? `deleted: ${each.Deleted}` : `untagged: ${each.Untagged}`,
        ),
    },
    {
      path: '/build/prune',
      title: 'Deleted build cache objects:',
      ...(all ? { query: { all: '1' } } : {}),
      lines: (r) => r.CachesDeleted ?? [],
    },
  ];
}

async function runPrune(
  client: EngineClient,
  prune: Prune,
  filters: Record<string, string[]>,
  signal: AbortSignal,
): Promise<PruneResponse> {
  const query = { ...prune.query, filters: { ...filters, ...prune.filters } };
  return client.json<PruneResponse>({ method: 'POST', path: prune.path, query, signal });
}

function parseFilters(texts: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const [key = '', value] = text.split(/=(.*)/s);
    if (value === undefined) throw new UserError('usage', `invalid filter '${text}'`);
    (filters[key.trim().toLowerCase()] ??= []).push(value.trim());
  }
  return filters;
}
