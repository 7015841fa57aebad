import type { DiskUsage } from '../../../engine-api/index.ts';
import { humanSize } from '../../../shared/index.ts';
import { none } from '../../args/arguments.ts';
import { textOr, toggle } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { withEngine } from '../../operation.ts';
import { diskUsageDetails } from '../../output/disk-usage-details.ts';
import { formatRows, type Listing, type Row } from '../../output/rows.ts';

const listing: Listing = {
  table: '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}',
  headers: { TotalCount: 'TOTAL' },
};

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  flags: {
    format: textOr('table', 'How to print it: "table", "json", "table TEMPLATE", or a Go template', {
      choices: ['table', 'json'],
    }),
    verbose: toggle('List every image, container, volume and cache record', { short: 'v' }),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    const { diskUsage } = await import('../../../engine-client/index.ts');
    const usage = await withEngine(context, (client) => diskUsage(client, context.signal));
    context.stdout.write(
      flags.verbose
        ? diskUsageDetails(usage, flags.format, Date.now())
        : formatRows(summary(usage), flags.format, listing),
    );
    return 0;
  },
});

function isActive(state: string): boolean {
  return ['running', 'paused', 'restarting'].includes(state);
}

function summary(usage: DiskUsage): Row[] {
  const images = usage.Images ?? [];
  const used = images
    .filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1)
    .reduce((sum, image) => sum + image.Size - image.SharedSize, 0);
  const containers = usage.Containers ?? [];
  const idle = containers.filter((container) => !isActive(container.State));
  const volumes = usage.Volumes ?? [];
  const unused = volumes.filter((volume) => volume.UsageData?.RefCount === 0);
  const cache = (usage.BuildCache ?? []).filter((record) => !record.Shared);
  const cacheSize = total(cache.map((record) => record.Size));
  const cacheInUse = total(cache.filter((record) => record.InUse).map((record) => record.Size));
  return [
    row(
      'Images',
      images.length,
      images.filter((image) => image.Containers > 0).length,
      usage.LayersSize,
      usage.LayersSize - used,
    ),
    row(
      'Containers',
      containers.length,
      containers.length - idle.length,
      total(containers.map((container) => container.SizeRw ?? 0)),
      total(idle.map((container) => container.SizeRw ?? 0)),
    ),
    row(
      'Local Volumes',
      volumes.length,
      volumes.filter((volume) => (volume.UsageData?.RefCount ?? 0) > 0).length,
      total(volumes.map((volume) => volume.UsageData?.Size ?? 0)),
      total(unused.map((volume) => volume.UsageData?.Size ?? 0)),
    ),
    {
      ...row(
        'Build Cache',
        (usage.BuildCache ?? []).length,
        (usage.BuildCache ?? []).filter((each) => each.InUse).length,
        cacheSize,
        0,
      ),
      Reclaimable: humanSize(cacheSize - cacheInUse),
    },
  ];
}

/** -1 stands for "not computed". */
function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
}

function row(type: string, count: number, active: number, size: number, reclaimable: number): Row {
  const portion = size > 0 ? ` (${Math.trunc((reclaimable * 100) / size)}%)` : '';
  return {
    Type: type,
    TotalCount: String(count),
    Active: String(active),
    Size: humanSize(size),
    Reclaimable: humanSize(reclaimable) + portion,
  };
}
