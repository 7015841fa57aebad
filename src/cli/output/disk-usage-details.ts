/** `system df --verbose`: every image, container, volume and cache record. */
import type {
  BuildCacheRecord,
  ContainerSummary,
  DiskUsage,
  ImageSummary,
  VolumeInspect,
} from '../../engine-api/index.ts';
import { humanSize, timeAgo } from '../../shared/index.ts';
import { evaluate } from './go-template/evaluate.ts';
import { parseTemplate } from './go-template/parse.ts';
import { ellipsis, formatRows, type Row, shortId } from './rows.ts';

/** @param now milliseconds since the epoch */
export function diskUsageDetails(usage: DiskUsage, format: string, now: number): string {
  const images = (usage.Images ?? []).map((image) => imageRow(image, now));
  const containers = (usage.Containers ?? []).map((container) => containerRow(container, now));
  const volumes = (usage.Volumes ?? []).map(volumeRow);
  const records = (usage.BuildCache ?? []).toSorted((a, b) => lastUse(a) - lastUse(b));
  const cache = records.map((record) => cacheRow(record, now));
  const all = { Images: images, Containers: containers, Volumes: volumes, BuildCache: cache };
  if (format === 'json') return `${JSON.stringify(all)}\n`;
  if (format !== 'table' && format !== '') return evaluate(parseTemplate(format), all);
  const cacheSize = (usage.BuildCache ?? []).reduce((sum, each) => sum + (each.Shared ? 0 : each.Size), 0);
  return [
    'Images space usage:\n\n',
    table(
      images,
      ['Repository', 'Tag', 'ID', 'CreatedSince', 'Size', 'SharedSize', 'UniqueSize', 'Containers'],
      {
        ID: 'IMAGE ID',
      },
    ),
    '\nContainers space usage:\n\n',
    table(containers, ['ID', 'Image', 'Command', 'LocalVolumes', 'Size', 'RunningFor', 'Status', 'Names'], {
      ID: 'CONTAINER ID',
    }),
    '\nLocal Volumes space usage:\n\n',
    table(volumes, ['Name', 'Links', 'Size'], { Name: 'VOLUME NAME' }),
    `\nBuild cache usage: ${humanSize(cacheSize)}\n\n`,
    table(cache, ['ID', 'CacheType', 'Size', 'CreatedSince', 'LastUsedSince', 'UsageCount', 'Shared'], {
      ID: 'CACHE ID',
    }),
  ].join('');
}

const heads: Record<string, string> = {
  CreatedSince: 'CREATED',
  RunningFor: 'CREATED',
  LastUsedSince: 'LAST USED',
  SharedSize: 'SHARED SIZE',
  UniqueSize: 'UNIQUE SIZE',
  LocalVolumes: 'LOCAL VOLUMES',
  CacheType: 'CACHE TYPE',
  UsageCount: 'USAGE',
};

function table(rows: readonly Row[], fields: readonly string[], ownHeads: Record<string, string>): string {
  const template = fields.map((field) => `{{.${field}}}`).join('\t');
  return formatRows(rows, 'table', { table: template, headers: { ...heads, ...ownHeads } });
}

function imageRow(image: ImageSummary, now: number): Row {
  const name = image.RepoTags?.find((tag) => tag !== '<none>:<none>');
  const colon = name?.lastIndexOf(':') ?? -1;
  return {
    Repository: name === undefined ? '<none>' : name.slice(0, colon),
    Tag: name === undefined ? '<none>' : name.slice(colon + 1),
    ID: shortId(image.Id),
    CreatedSince: timeAgo(image.Created * 1000, now),
    Size: humanSize(image.Size, 3),
    SharedSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.SharedSize),
    UniqueSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize),
    Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
  };
}

function containerRow(container: ContainerSummary, now: number): Row {
  return {
    ID: shortId(container.Id),
    Image: container.Image === '' ? '<no image>' : container.Image,
    Command: JSON.stringify(ellipsis(container.Command, 20)),
    LocalVolumes: String(container.Mounts.filter((mount) => mount.Driver === 'local').length),
    Size: humanSize(container.SizeRw ?? 0, 3),
    RunningFor: timeAgo(container.Created * 1000, now),
    Status: container.Status,
    Names: container.Names.map((name) => name.replace(/^\//, '')).find((name) => !name.includes('/')) ?? '',
  };
}

function volumeRow(volume: VolumeInspect): Row {
  return {
    Name: volume.Name,
    Links: volume.UsageData === undefined ? 'N/A' : String(volume.UsageData.RefCount),
    Size: volume.UsageData === undefined ? 'N/A' : humanSize(volume.UsageData.Size),
  };
}

function lastUse(record: BuildCacheRecord): number {
  return record.LastUsedAt === null ? 0 : Date.parse(record.LastUsedAt);
}

function cacheRow(record: BuildCacheRecord, now: number): Row {
  return {
    ID: record.ID.slice(0, 12),
    CacheType: record.Type,
    Size: humanSize(record.Size, 3),
    CreatedSince: timeAgo(Date.parse(record.CreatedAt), now),
    LastUsedSince: record.LastUsedAt === null ? '' : timeAgo(Date.parse(record.LastUsedAt), now),
    UsageCount: String(record.UsageCount),
    Shared: String(record.Shared),
  };
}
