/** The program's entry. */
import { enableCompileCache } from 'node:module';

// Not in the common temporary folder, where others could put code for us to run.
const { XDG_CACHE_HOME, HOME } = process.env;
const cache = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
if (cache) enableCompileCache(`${cache}/tutti/node`);
keepMallocToOurselves();
const { runProgram } = await import('./cli/index.ts');
process.stdout.on('error', endOfReader);
process.stderr.on('error', endOfReader);
const exitCode = await runProgram(process.argv.slice(2));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(exitCode);

/** How the launcher set malloc is read by now, and for this process: not for an engine or a browser that it starts. */
function keepMallocToOurselves(): void {
  if (process.env['TUTTI_OWN_MALLOC'] === undefined) return;
  for (const name of Object.keys(process.env)) {
    if (name === 'TUTTI_OWN_MALLOC' || name.startsWith('MALLOC_')) delete process.env[name];
  }
}

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
