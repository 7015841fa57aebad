/** Flags that stand before the command. */
import { type Flag, integerOr, text, textOr, texts, toggle } from './args/flag.ts';

export const progressModes: readonly string[] = ['auto', 'tty', 'plain', 'json', 'quiet'];

/** Accepted before and after the command. */
export const dryRunFlag: Flag<boolean> = toggle('Say what would be done, and change nothing');

export interface GlobalFlags {
  [name: string]: Flag<unknown>;
  'all-resources': Flag<boolean>;
  ansi: Flag<string>;
  compatibility: Flag<boolean>;
  context: Flag<string | undefined>;
  'dry-run': Flag<boolean>;
  engine: Flag<string | undefined>;
  'env-file': Flag<readonly string[]>;
  file: Flag<readonly string[]>;
  host: Flag<string | undefined>;
  'no-ansi': Flag<boolean>;
  parallel: Flag<number>;
  profile: Flag<readonly string[]>;
  progress: Flag<string | undefined>;
  'project-directory': Flag<string | undefined>;
  'project-name': Flag<string | undefined>;
  verbose: Flag<boolean>;
  version: Flag<boolean>;
}

export const globalFlags: GlobalFlags = {
  'all-resources': toggle('Keep networks, volumes, secrets and configs that no service uses'),
  ansi: textOr('auto', 'When to colour the output and move the cursor ("never"|"always"|"auto")', {
    choices: ['never', 'always', 'auto'],
  }),
  compatibility: toggle('Name containers with underscores, as Compose v1 did'),
  context: text("The Docker context to use, instead of the current one (as docker's -c)", { short: 'c' }),
  'dry-run': dryRunFlag,
  engine: text('The engine to use: "embedded", "docker", "podman", or an address as in DOCKER_HOST', {
    choices: ['embedded', 'docker', 'podman'],
  }),
  'env-file': texts('Read variables from this file instead of .env'),
  file: texts('A Compose file; give several to merge them, - to read standard input', { short: 'f' }),
  host: text("The engine's address, as in DOCKER_HOST", { short: 'H' }),
  'no-ansi': toggle('As --ansi never', { hidden: true }),
  parallel: integerOr(-1, 'How many things may be done at once, -1 for no limit'),
  profile: texts('Switch a profile on', { names: 'profiles' }),
  progress: text(`How progress is shown (${progressModes.join(', ')})`, { choices: progressModes }),
  'project-directory': text(
    'The folder that relative paths start from (default: the folder of the first Compose file)',
    { aliases: ['workdir'] },
  ),
  'project-name': text("The project's name", { short: 'p', names: 'projects' }),
  // Docker's own: accepted because the docker client hands it on to its plugins.
  verbose: toggle('Show more', { hidden: true, aliases: ['debug'], short: 'D' }),
  version: toggle('Show the version', { hidden: true, short: 'v' }),
};
