import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { provideStandIns } from '../standins/images.ts';
import { stopRegistry } from '../standins/registry.ts';
import { JupyterKernel } from './jupyter-kernel.ts';
import { codeCells } from './notebook.ts';

const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache/stand-ins');
const example = join(root, 'examples/jupyter-redis');
const address = 'http://localhost:8888';
/** The engine's own registries.conf, read before the machine's. */
const mirrorConfig = join(process.env.TUTTI_ROOT || '/var/lib/tutti', 'registries.conf');

const say = (line: string) => process.stdout.write(`${line}\n`);

async function up(): Promise<void> {
  if (!(await registriesInReach())) {
    say('No container registry in reach: using stand-ins made from Debian packages.');
    const { registriesConf } = await provideStandIns(cache, say, cache);
    mkdirSync(join(mirrorConfig, '..'), { recursive: true, mode: 0o711 });
    writeFileSync(
      mirrorConfig,
      `# Written by 'npm run demo'; 'npm run demo -- --down' removes it.\n${readFileSync(registriesConf, 'utf8')}`,
    );
  }
  tutti('up', '-d', '--build');
  await jupyterAnswers();
  await runNotebook();
  say(`\nJupyterLab: ${address}    take it away: npm run demo -- --down`);
}

async function runNotebook(): Promise<void> {
  const kernel = await JupyterKernel.start(address);
  try {
    say('\nThe notebook app/notebooks/redis.ipynb prints:');
    for (const cell of codeCells(join(example, 'notebooks/redis.ipynb'))) {
      const { output, error } = await kernel.run(cell);
      if (error !== undefined) throw new Error(`the notebook failed: ${error}`);
      process.stdout.write(output.replace(/^/gm, '  ').replace(/ {2}$/, ''));
    }
  } finally {
    await kernel.close();
  }
}

async function jupyterAnswers(): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      if ((await fetch(`${address}/api`, { signal: AbortSignal.timeout(2000) })).ok) return;
    } catch {
      if (Date.now() > deadline)
        throw new Error(`JupyterLab does not answer at ${address}; see './tutti logs' in ${example}`);
    }
    await pause(100);
  }
}

async function registriesInReach(): Promise<boolean> {
  return (await Promise.all(['registry-1.docker.io', 'quay.io'].map(inReach))).every(Boolean);
}

async function inReach(host: string): Promise<boolean> {
  try {
    const { status } = await fetch(`https://${host}/v2/`, { signal: AbortSignal.timeout(3000) });
    return status === 200 || status === 401;
  } catch {
    return false;
  }
}

async function down(): Promise<void> {
  tutti('down', '--volumes', '--rmi', 'all');
  rmSync(mirrorConfig, { force: true });
  await stopRegistry(cache);
}

function tutti(...args: string[]): void {
  const { status } = spawnSync(
    join(root, 'tutti'),
    ['--project-directory', example, '-f', join(example, 'compose.yml'), ...args],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`'tutti ${args.join(' ')}' ended with ${status}`);
}

try {
  await (process.argv.includes('--down') ? down() : up());
} catch (error) {
  process.stderr.write(`tutti: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
