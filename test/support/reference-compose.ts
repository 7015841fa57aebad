/** The command that runs Docker Compose, where there is one to compare with: COMPOSE_REFERENCE, as in the conformance tests. */
import { join } from 'node:path';
import { type Finished, run } from './command.ts';
import { type EngineHome, tuttiCommand } from './world.ts';

export interface ComposeProgram {
  name: string;
  words: string[];
}

const reference = process.env['COMPOSE_REFERENCE']?.split(' ');

/** tutti, and Docker Compose where it is installed: either finds and leaves the same labels. */
export const composePrograms: readonly ComposeProgram[] = [
  { name: 'tutti', words: [tuttiCommand] },
  ...(reference === undefined ? [] : [{ name: 'Docker Compose', words: reference }]),
];

/** Runs it on the home's engine, which runs. */
export async function runProgram(
  { words }: ComposeProgram,
  home: EngineHome,
  folder: string,
  args: string[],
): Promise<string> {
  const [command = '', ...first] = words;
  const env = { DOCKER_HOST: `unix://${join(home.run, 'engine.sock')}`, ...home.env };
  const finished: Finished = await run(command, [...first, ...args], { cwd: folder, env });
  if (finished.status !== 0) throw new Error(`${words.join(' ')} ${args.join(' ')}: ${finished.stderr}`);
  return finished.stdout;
}
