/**
 * Bundles what is run into dist/: `main.js` (the command line, in chunks, so that each command loads only what it
 * needs), `engine.js`, `keeper.js`, and `compose-file.js` (the library). No chunk is shared between them.
 * `dashboard/` is the page that `tutti ui` serves.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

interface Program {
  name: string;
  entry: string;
  split: boolean;
}

const programs: Program[] = [
  { name: 'main', entry: 'src/main.ts', split: true },
  { name: 'engine', entry: 'src/engine/main.ts', split: true },
  // Beside the engine's chunks, where the one that starts it looks.
  { name: 'engine/archive-worker', entry: 'src/engine/images/archive/archive-worker.ts', split: false },
  { name: 'keeper', entry: 'src/engine/host/keeper/main.ts', split: false },
  { name: 'compose-file', entry: 'src/compose-file/index.ts', split: false },
];

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');

/**
 * An ECMAScript import of one of Node's own modules reads all that it exports, and some of that is made only when it is
 * read: node's whole fetch for `node:http`, streams for `node:fs`. So each name is asked for by itself, where it is used.
 * Packages in the older module format ask for the whole: their `require` has none to ask.
 */
const builtinsByName: Plugin = {
  name: 'builtins-by-name',
  setup(bundler) {
    // One for each file that imports it, or it would become a chunk of its own, and one more file to load.
    bundler.onResolve({ filter: /^[a-z:_/]+$/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path)) return undefined;
      if (kind === 'require-call')
        return { path: `node:${path.replace(/^node:/, '')}`, namespace: 'whole-builtin' };
      return { path: `${path}?${importer}`, namespace: 'builtin', sideEffects: false };
    });
    bundler.onLoad({ filter: /.*/, namespace: 'whole-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: namesOf(path.split('?', 1)[0] ?? ''),
    }));
  },
};

function namesOf(path: string): string {
  const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) => /^[a-z_]\w*$/i.test(name));
  const found = `const found = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`;
  const each = names
    .filter((name) => name !== 'default')
    .map((name) => `const own_${name} = /* @__PURE__ */ (() => found.${name})();`);
  const exported = names.filter((name) => name !== 'default').map((name) => `own_${name} as ${name}`);
  return [found, ...each, `export { ${exported.join(', ')}, found as default };`].join('\n');
}

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // koffi finds its native module beside itself.
  // ws does without what makes it faster by a little.
  external: ['koffi', 'bufferutil', 'utf-8-validate'],
  plugins: [builtinsByName],
  logLevel: 'warning',
  write: false,
};

async function bundle({ name, entry, split }: Program): Promise<Map<string, Uint8Array>> {
  const { outputFiles = [] } = await build({
    ...common,
    entryPoints: { [name]: entry },
    outdir,
    splitting: split,
    chunkNames: `${name}/[name]-[hash]`,
  });
  return new Map(outputFiles.map((file) => [file.path, file.contents]));
}

/** By renaming, so that a program that starts meanwhile reads the old file or the new one, never half of one. */
function place(path: string, contents: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Chunks of earlier builds stay for a day: an engine that runs may not have loaded all of its own yet. */
function removeOld(current: Set<string>): void {
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || current.has(path) || path.startsWith(join(outdir, 'dashboard/'))) continue;
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}

/** Newest of the files below, milliseconds; 0 when there is none. */
function newest(...places: string[]): number {
  return Math.max(
    0,
    ...places.flatMap((place) => {
      const stats = statSync(join(root, place), { throwIfNoEntry: false });
      if (stats === undefined) return [];
      if (!stats.isDirectory()) return [stats.mtimeMs];
      const inside = readdirSync(join(root, place)).map((name) => newest(join(place, name)));
      return [stats.mtimeMs, ...inside];
    }),
  );
}

/** The page is built by Vite, and seldom: only when what it is made of is newer than it. */
async function buildPage(): Promise<void> {
  const built = newest('dist/dashboard/index.html');
  const sources = newest(
    'dashboard',
    'src/dashboard-api',
    'src/engine-api',
    'src/shared',
    'package-lock.json',
  );
  if (built > sources) return;
  const { build: buildByVite } = await import('vite');
  await buildByVite({ configFile: join(root, 'dashboard/vite.config.ts'), logLevel: 'warn' });
}

const page = buildPage();
const results = await Promise.allSettled(programs.map(bundle));
const files = new Map(results.flatMap((result) => (result.status === 'fulfilled' ? [...result.value] : [])));
await page;
// Chunks before the programs that import them.
for (const [path, contents] of [...files].reverse()) place(path, contents);
if (results.every(({ status }) => status === 'fulfilled')) {
  removeOld(new Set(files.keys()));
  // The launcher compares this file's time with the sources'.
  place(join(outdir, 'built'), `${new Date().toISOString()}\n`);
} else {
  // esbuild has said why.
  process.exitCode = 1;
}
