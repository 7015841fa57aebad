import { resolve } from 'node:path';
import { UserError } from '../../../shared/index.ts';
import { text, textOr, texts } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { announce } from '../../dry-run.ts';
import { given } from '../../given.ts';
import { operate } from '../../operation.ts';
import { loadSelected } from '../../project.ts';
import { runSession } from '../../terminal/session.ts';

export const command: Command = defineCommand({
  usage: '',
  details:
    'Runs images that read the project and write something else, by default manifests for Kubernetes. What is in the output folder goes first.',
  flags: {
    output: textOr('out', 'The folder to write to', { short: 'o' }),
    templates: text('A folder of templates'),
    transformation: texts('The image that converts', {
      short: 't',
      initial: ['docker/compose-bridge-kubernetes'],
    }),
  },
  completes: 'nothing',
  async run(context, flags) {
    const project = await loadSelected(context);
    const output = resolve(context.cwd, flags.output);
    const templates = flags.templates === undefined ? undefined : resolve(context.cwd, flags.templates);
    const transformations = [...flags.transformation];
    if (context.options.dryRun) {
      for (const image of transformations)
        announce(context, `Running transformation ${image} into ${output}`);
      return 0;
    }
    await operate(context, project, { title: 'Converting' }, async (operation, orchestrator, shown) => {
      const sessions = orchestrator.convert({
        ...operation,
        ...given({ templates }),
        transformations,
        output,
      });
      for await (const session of sessions) {
        shown.finish();
        const exitCode = await runSession(context, session, { interactive: false, forwardSignals: true });
        if (exitCode === 0) continue;
        const message = `transformation ${session.containerName} ended with exit code ${exitCode}`;
        throw new UserError('transformation-failed', message, { exitCode });
      }
    });
    return 0;
  },
});
