import type { ImageSummary } from '../../../engine-api/index.ts';
import { humanSize, UserError } from '../../../shared/index.ts';
import { none } from '../../args/arguments.ts';
import { textOr, toggle } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { loadOrchestrator, withEngine } from '../../operation.ts';
import { goJson } from '../../output/go-json.ts';
import { composeStyle, formatTable } from '../../output/table.ts';

export const command: Command = defineCommand({
  usage: '',
  flags: {
    format: textOr('table', 'How to print them: "table" or "json"', { choices: ['table', 'json'] }),
    quiet: toggle('Print only names', { short: 'q' }),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    const images = await withEngine(context, async (client) =>
      (await loadOrchestrator()).listTransformers({ client, signal: context.signal }),
    );
    context.stdout.write(print(images, flags.quiet ? 'quiet' : flags.format));
    return 0;
  },
});

function print(images: readonly ImageSummary[], format: string): string {
  switch (format) {
    case 'quiet':
      return images.map(({ Id, RepoTags }) => `${RepoTags?.[0] ?? Id}\n`).join('');
    case 'json':
      return `${goJson(images.map(row))}\n`;
    case 'table': {
      const lines = images.map(({ Id, RepoTags, Size }) => [
        Id.replace(/^sha256:/, '').slice(0, 12),
        ...repositoryAndTag(RepoTags?.[0]),
        humanSize(Size, 3),
      ]);
      return formatTable([['IMAGE ID', 'REPO', 'TAGS', 'SIZE'], ...lines], composeStyle);
    }
    default:
      throw new UserError(
        'usage',
        `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
      );
  }
}

/** The fields that Docker Compose prints, in its order. */
function row(image: ImageSummary): Partial<ImageSummary> {
  const { Containers, Created, Id, Labels, ParentId, RepoDigests, RepoTags, SharedSize, Size } = image;
  return { Containers, Created, Id, Labels, ParentId, RepoDigests, RepoTags, SharedSize, Size };
}

function repositoryAndTag(tag: string | undefined): [string, string] {
  if (tag === undefined) return ['<none>', '<none>'];
  const colon = tag.lastIndexOf(':');
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}
