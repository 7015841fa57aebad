import { writeFile } from 'node:fs/promises';
import {
  type ConfigList,
  type ConfigRequest,
  explainConfig,
  type LoadOptions,
  printConfig,
  printConfigList,
  printExplanations,
} from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { type FlagValues, text, toggle } from '../args/flag.ts';
import { isTruthy } from '../args/values.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { given } from '../given.ts';
import { imageDigest } from '../image-digest.ts';
import { openFailure } from '../open-failure.ts';
import { loadOptions } from '../project.ts';

const flags = {
  environment: toggle('Print the variables that interpolation sees'),
  explain: toggle('Tell where interpolated, merged, extended and default values come from'),
  format: text('How to print it: "yaml" or "json"', { choices: ['yaml', 'json'] }),
  hash: text('Print the hash of services\' configuration: names with commas between, or "*" for all'),
  images: toggle('Print the names of images'),
  'lock-image-digests': toggle('Print a file that pins the digests of images'),
  models: toggle('Print the names of models'),
  networks: toggle('Print the names of networks'),
  'no-consistency': toggle('Do not check that what refers to each other agrees'),
  // Docker Compose reads these files all the same, and scripts compare what is printed.
  'no-env-resolution': toggle("No effect: services' env_file are read, as Docker Compose reads them"),
  'no-interpolate': toggle('Leave variables as they are written'),
  'no-normalize': toggle('Leave out defaults'),
  'no-path-resolution': toggle('Leave relative paths as they are written'),
  output: text('Write to this file instead of standard output', { short: 'o' }),
  profiles: toggle('Print the names of profiles'),
  quiet: toggle('Only check', { short: 'q' }),
  'resolve-image-digests': toggle('Write digests in place of tags'),
  services: toggle('Print the names of services'),
  variables: toggle('Print the variables that the files use, and their defaults'),
  volumes: toggle('Print the names of volumes'),
};

type ConfigFlags = FlagValues<typeof flags>;

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details:
    'Everything is read as the other commands read it: interpolated, merged, with defaults and absolute paths.',
  flags,
  async run(context, flags, services) {
    const options = loadOptions(context, services, {
      noInterpolate: flags['no-interpolate'],
      // The variable changes only the names of images, the flag this, too.
      noNormalize:
        flags['no-normalize'] ||
        (context.options.compatibility && !isTruthy(context.env['COMPOSE_COMPATIBILITY'])),
      noPathResolution: flags['no-path-resolution'],
      noConsistency: flags['no-consistency'],
    });
    if (flags.explain) return explain(context, options, flags.format === 'json');
    const list = listing(flags);
    const text =
      list === undefined
        ? await printConfig(options, { ...request(flags), digestOf: (image) => imageDigest(context, image) })
        : await printConfigList(options, list, flags.format);
    if ((flags.quiet && isSilenced(list, flags.format)) || text === '') return 0;
    if (flags.output === undefined || list !== undefined) context.stdout.write(text);
    else
      await writeFile(flags.output, text).catch((error: unknown) => {
        throw new UserError('output-not-writable', openFailure(flags.output ?? '', error), { cause: error });
      });
    return 0;
  },
});

async function explain(context: CommandContext, options: LoadOptions, json: boolean): Promise<number> {
  const explanations = await explainConfig(options);
  context.stdout.write(json ? `${JSON.stringify(explanations, null, 2)}\n` : printExplanations(explanations));
  return 0;
}

function request(flags: ConfigFlags): ConfigRequest {
  return given({
    format: flags.format || undefined,
    resolveImageDigests: flags['resolve-image-digests'],
    lockImageDigests: flags['lock-image-digests'],
  });
}

/** Docker Compose's `--quiet` silences the project, and of the lists only these. */
function isSilenced(list: ConfigList | undefined, format: string | undefined): boolean {
  return list === undefined || list === 'environment' || (list === 'variables' && format === 'yaml');
}

/** What to print instead of the whole project; of several flags the first counts. */
function listing(flags: ConfigFlags): ConfigList | undefined {
  if (flags.services) return 'services';
  if (flags.volumes) return 'volumes';
  if (flags.networks) return 'networks';
  if (flags.models) return 'models';
  if (flags.hash) return { hashOf: flags.hash };
  if (flags.profiles) return 'profiles';
  if (flags.images) return 'images';
  if (flags.variables) return 'variables';
  if (flags.environment) return 'environment';
  return undefined;
}
