/** The program's entry. */
import { enableCompileCache } from 'node:module';

// Not in the common temporary folder, where others could put code for us to run.
const { XDG_CACHE_HOME, HOME } = process.env;
const cache = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
if (cache) enableCompileCache(`${cache}/tutti/node`);
const { runProgram } = await import('./cli/index.ts');
process.stdout.on('error', endOfReader);
process.stderr.on('error', endOfReader);
const exitCode = await runProgram(process.argv.slice(2));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(exitCode);

/** A pipe takes no more than 64 KB at once; what waits behind that would be lost with the process. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/** `tutti logs | head`: who reads us has seen enough; end as a program does that SIGPIPE kills. */
function endOfReader(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 141 : 1);
}
