import { bytes, text, texts, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { notImplemented } from '../not-implemented.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  dryRun: 'refused',
  details:
    'Builds images of services that have a build section. Steps whose inputs have not changed come from the cache.',
  flags: {
    'build-arg': texts('Set a variable of the Dockerfile: KEY=VALUE, or KEY to take it from the environment'),
    builder: text('The builder to use, on an engine that has several'),
    check: toggle('Only check the Dockerfiles'),
    compress: toggle('Deprecated, without effect', { hidden: true }),
    'force-rm': toggle('Deprecated, without effect', { hidden: true }),
    memory: bytes('Limit the memory of build steps', { short: 'm' }),
    'no-cache': toggle('Run every step anew'),
    'no-rm': toggle('Deprecated, without effect', { hidden: true }),
    parallel: toggle('Deprecated, without effect', { hidden: true, initial: true }),
    print: toggle('Print the equal bake file instead of building'),
    provenance: text('Attach a provenance attestation'),
    pull: toggle('Look for newer base images'),
    push: toggle('Push the images when they are built'),
    quiet: toggle('Show no progress', { short: 'q' }),
    sbom: text('Attach a bill of materials'),
    ssh: text("Keys or agents of SSH for the build: 'default', or ID=PATH"),
    'with-dependencies': toggle('Build what the services depend on, too'),
  },
  async run(context, flags, services) {
    if (flags.print) throw notImplemented('build --print');
    // Builds may use services that are not named as further contexts: nothing is dropped from the project.
    const project = await loadSelected(context, [], { allResources: true });
    const options = given({
      services: [...services],
      noCache: flags['no-cache'],
      pull: flags.pull,
      push: flags.push,
      buildArgs: buildArguments(flags['build-arg']),
      withDependencies: flags['with-dependencies'],
      quiet: flags.quiet,
      memory: flags.memory,
      ssh: flags.ssh === undefined ? undefined : [flags.ssh || 'default'],
      builder: flags.builder || context.env['BUILDX_BUILDER'],
      provenance: flags.provenance,
      sbom: flags.sbom,
      check: flags.check,
    });
    await operate(context, project, { title: 'Building', quiet: flags.quiet }, (operation, orchestrator) =>
      orchestrator.build({ ...operation, ...options }),
    );
    return 0;
  },
});

function buildArguments(texts: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
