/** The program's entry. */
import { enableCompileCache } from 'node:module';

// Not in the common temporary folder, where others could put code for us to run.
const { XDG_CACHE_HOME, HOME } = process.env;
const cache = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
if (cache) enableCompileCache(`${cache}/tutti/node`);
const { runProgram } = await import('./cli/index.ts');
process.stdout.on('error', endOfReader);
process.stderr.on('error', endOfReader);
process.exit(await runProgram(process.argv.slice(2)));

/** `tutti logs | head`: who reads us has seen enough; end as a program does that SIGPIPE kills. */
function endOfReader(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 141 : 1);
}
