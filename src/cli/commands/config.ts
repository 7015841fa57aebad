import { writeFile } from 'node:fs/promises';
import {
  type ConfigList,
  type ConfigRequest,
  type LoadOptions,
  printConfig,
  printConfigList,
} from '../../compose-file/index.ts';
import { type FlagValues, text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { notImplemented } from '../not-implemented.ts';
import { loadOptions } from '../project.ts';

const flags = {
  environment: toggle('Print the variables that interpolation sees'),
  format: text('How to print it: "yaml" or "json"', { choices: ['yaml', 'json'] }),
  hash: text('Print the hash of services\' configuration: names with commas between, or "*" for all'),
  images: toggle('Print the names of images'),
  'lock-image-digests': toggle('Print a file that pins the digests of images'),
  models: toggle('Print the names of models'),
  networks: toggle('Print the names of networks'),
  'no-consistency': toggle('Do not check that what refers to each other agrees'),
  'no-env-resolution': toggle("Leave services' env_file unread"),
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
    const options = loadOptions(context, services, loading(context, flags));
    const list = listOf(flags);
    const text =
      list === undefined
        ? await printConfig(options, request(flags))
        : await printConfigList(options, list, flags.format);
    if (flags.quiet) return 0;
    if (flags.output === undefined || list !== undefined) context.stdout.write(text);
    else if (text !== '') await writeFile(flags.output, text);
    return 0;
  },
});

function loading(context: CommandContext, flags: ConfigFlags): Partial<LoadOptions> {
  return {
    noInterpolate: flags['no-interpolate'],
    noNormalize: flags['no-normalize'] || context.options.compatibility,
    noPathResolution: flags['no-path-resolution'],
    noConsistency: flags['no-consistency'],
    noEnvResolution: flags['no-env-resolution'],
  };
}

function request(flags: ConfigFlags): ConfigRequest {
  for (const name of ['lock-image-digests', 'resolve-image-digests'] as const)
    if (flags[name]) throw notImplemented(`config --${name}`);
  return flags.format === undefined ? {} : { format: flags.format };
}

/** What to print instead of the whole project. */
function listOf(flags: ConfigFlags): ConfigList | undefined {
  const lists = ['services', 'volumes', 'networks', 'models'] as const;
  const list = lists.find((name) => flags[name]);
  if (list !== undefined) return list;
  if (flags.hash) return { hashOf: flags.hash };
  return (['profiles', 'images', 'variables', 'environment'] as const).find((name) => flags[name]);
}
