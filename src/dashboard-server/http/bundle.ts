/** The page: built files, kept in memory, so that a later build takes nothing away from a server that runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { UserError } from '../../shared/index.ts';

export interface BundledFile {
  content: Buffer;
  type: string;
  /** Its name has a hash of its content. */
  immutable: boolean;
}

/** By path as in the address: `/assets/main-abc.js`. */
export type Bundle = ReadonlyMap<string, BundledFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Beside the program's chunks (`dist/main/`), or from the source tree. */
function bundleFolder(): string {
  const beside = join(import.meta.dirname, '../dashboard');
  return existsSync(join(beside, 'index.html'))
    ? beside
    : join(import.meta.dirname, '../../../dist/dashboard');
}

/** @throws UserError `dashboard-missing` */
export function loadBundle(folder: string = bundleFolder()): Bundle {
  const bundle = new Map<string, BundledFile>();
  if (existsSync(join(folder, 'index.html'))) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const type = types[extname(entry.name)];
      // Vite's manifest is for the tests, source maps are for nobody.
      if (!entry.isFile() || type === undefined || path.includes('/.vite/')) continue;
      const name = `/${relative(folder, path)}`;
      bundle.set(name, { content: readFileSync(path), type, immutable: name.startsWith('/assets/') });
    }
    return bundle;
  }
  throw new UserError('dashboard-missing', `the dashboard's page is not in ${folder}`, {
    hint: "It is part of the package; in a checkout, 'npm run build' makes it.",
  });
}
