import { UserError } from '../../shared/index.ts';
import { text, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    'ignore-buildable': toggle('Leave out images that can be built'),
    'ignore-pull-failures': toggle('Pull what can be pulled, and go on past failures'),
    'include-deps': toggle('Pull images of dependencies too'),
    'no-parallel': toggle('Deprecated, without effect', { hidden: true }),
    parallel: toggle('Deprecated, without effect', { hidden: true }),
    policy: text('When to pull: "missing" or "always"', { choices: ['missing', 'always'] }),
    quiet: toggle('Show no progress', { short: 'q' }),
  },
  async run(context, flags, services) {
    const policy = whenToPull(flags.policy);
    const project = await loadSelected(context, services);
    const options = given({
      services: [...services],
      ignorePullFailures: flags['ignore-pull-failures'],
      ignoreBuildable: flags['ignore-buildable'],
      includeDeps: flags['include-deps'],
      policy,
      quiet: flags.quiet,
    });
    await operate(context, project, { title: 'Pulling', quiet: flags.quiet }, (operation, orchestrator) =>
      orchestrator.pull({ ...operation, ...options }),
    );
    return 0;
  },
});

function whenToPull(policy: string | undefined): 'missing' | 'always' | undefined {
  if (policy === undefined || policy === '') return undefined;
  if (policy === 'missing' || policy === 'always') return policy;
  throw new UserError('usage', `invalid value for --policy: ${JSON.stringify(policy)}`);
}
