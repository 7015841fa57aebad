import { printConfig } from '../../compose-file/index.ts';
import { exactly } from '../args/arguments.ts';
import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { given } from '../given.ts';
import { imageDigest } from '../image-digest.ts';
import { operate } from '../operation.ts';
import { loadOptions, loadSelected } from '../project.ts';
import { confirm } from '../terminal/prompt.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] REPOSITORY[:TAG]',
  details:
    'Pushes the Compose files as an OCI artifact to a registry, where `-f oci://REPOSITORY[:TAG]` finds them. ' +
    'Before bind mounts, variables and what looks like a secret are published, you are asked.',
  flags: {
    app: toggle('Publish the images too'),
    'oci-version': text('The version of the OCI specification to write'),
    'resolve-image-digests': toggle('Write digests in place of tags'),
    'with-env': toggle('Publish the variables too'),
    yes: toggle('Answer yes to every question', { short: 'y', aliases: ['y'] }),
  },
  args: exactly(1),
  completes: 'nothing',
  async run(context, flags, [repository = '']) {
    const profiles = { profiles: ['*'] };
    const project = await loadSelected(context, [], { ...profiles, noEnvResolution: true });
    const pins = flags['resolve-image-digests'] || flags.app;
    const options = given({
      app: flags.app,
      ociVersion: flags['oci-version'],
      withEnvironment: flags['with-env'],
      assumeYes: flags.yes,
      imageDigests: pins ? await pinnedImages(context) : undefined,
    });
    await operate(context, project, { title: 'Publishing' }, (operation, orchestrator) =>
      orchestrator.publish({
        ...operation,
        ...options,
        repository,
        confirm: (question, preset) => confirm(context, question, preset),
      }),
    );
    return 0;
  },
});

/** A Compose file with nothing but the images, each by its digest. */
async function pinnedImages(context: CommandContext): Promise<string> {
  const options = loadOptions(context, [], { profiles: ['*'] });
  const text = await printConfig(options, {
    lockImageDigests: true,
    digestOf: (image) => imageDigest(context, image),
  });
  return text.replace(/^name: .*\n/, '');
}
