import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { notImplemented } from '../not-implemented.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] REPOSITORY[:TAG]',
  flags: {
    app: toggle('Publish the images too'),
    'oci-version': text('The version of the OCI specification to write'),
    'resolve-image-digests': toggle('Write digests in place of tags'),
    'with-env': toggle('Publish the variables too'),
    yes: toggle('Answer yes to every question', { short: 'y', aliases: ['y'] }),
  },
  async run() {
    throw notImplemented('publish');
  },
});
