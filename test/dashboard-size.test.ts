import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** KiB gzipped that the first look at Home may load. */
const SCRIPT_BUDGET = 45;
const STYLE_BUDGET = 10;

const home = 'src/views/home/home-view.tsx';
let folder: string;
let files: { scripts: string[]; styles: string[] };

/** An entry with all that it imports before it runs. */
function reach(manifest: Manifest, name: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const imported of manifest[name]?.imports ?? []) reach(manifest, imported, seen);
  return seen;
}

function kibibytes(names: string[]): number {
  const bytes = names.map((name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-page-'));
  await build({
    root: join(import.meta.dirname, '../dashboard'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  const chunks = [...new Set([...reach(manifest, 'index.html'), ...reach(manifest, home)])].map(
    (name) => manifest[name],
  );
  files = {
    scripts: chunks.flatMap((chunk) => chunk?.file ?? []),
    styles: [...new Set(chunks.flatMap((chunk) => chunk?.css ?? []))],
  };
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what Home loads at the start stays within its budget', () => {
  expect(files.scripts.length).toBeGreaterThan(1);
  expect(files.styles.length).toBeGreaterThan(0);
  expect(kibibytes(files.scripts)).toBeLessThan(SCRIPT_BUDGET);
  expect(kibibytes(files.styles)).toBeLessThan(STYLE_BUDGET);
});

test('the page runs under its content security policy: nothing inline, no HTML from data', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  expect(html.match(/<script\b[^>]*>/g)?.every((tag) => tag.includes('src='))).toBe(true);
});
