import type { SshKey } from '../../compose-file/index.ts';
import type { BuildOptions } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { bytes, text, texts, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { given } from '../given.ts';
import { loadOrchestrator, operate } from '../operation.ts';
import { goJson } from '../output/go-json.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
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
      ssh: flags.ssh === undefined ? undefined : [sshKey(flags.ssh)],
      builder: flags.builder || context.env['BUILDX_BUILDER'],
      provenance: flags.provenance,
      sbom: flags.sbom,
      check: flags.check,
      report: (text: string) => context.stdout.write(text),
    });
    if (flags.print) return printBakeFile(context, { ...options, project });
    await operate(context, project, { title: 'Building', quiet: flags.quiet }, (operation, orchestrator) =>
      orchestrator.build({ ...operation, ...options }),
    );
    return 0;
  },
});

/** What `docker buildx bake` would be given, as Docker Compose prints it. */
async function printBakeFile(
  context: CommandContext,
  options: Pick<BuildOptions, 'project'> & Partial<BuildOptions>,
): Promise<number> {
  const orchestrator = await loadOrchestrator();
  const { signal } = context;
  const file = await orchestrator.printableBakeFile({ ...options, signal, onEvent: () => undefined });
  if (file !== undefined) context.stdout.write(`${goJson(file, 2)}\n`);
  return 0;
}

/** `default`, which is the agent, or `ID=PATH`. */
function sshKey(text: string): SshKey {
  const [, id = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text || 'default') ?? [];
  if (path === undefined && id !== 'default')
    throw new UserError('usage', `invalid ssh key ${JSON.stringify(text)}`, {
      hint: "Write 'default', or ID=PATH.",
    });
  return path === undefined ? { id } : { id, path };
}

function buildArguments(texts: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
