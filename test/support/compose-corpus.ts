/** Compose projects with the answers of Docker Compose, beside the repository; CI has them there. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import type { ConfigList, LoadOptions } from '../../src/compose-file/index.ts';
import { printConfig, printConfigList } from '../../src/compose-file/index.ts';

export const corpus: string = join(import.meta.dirname, '../../../shared/corpus');

interface CorpusIndex {
  prefix: string;
  path: string;
  home: string;
  cases: { id: string; kind: string }[];
}

export interface CorpusCase {
  id: string;
  cwd: string;
  args: string[];
  env: Record<string, string>;
  kind: 'ok' | 'error';
  variants: string[];
}

export function hasCorpus(): boolean {
  return existsSync(join(corpus, 'index.json'));
}

export function readIndex(): CorpusIndex {
  return JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) as CorpusIndex;
}

export function readCase(id: string): CorpusCase {
  return JSON.parse(readFileSync(join(corpus, id, 'case.json'), 'utf8')) as CorpusCase;
}

/** What Docker Compose answered, or undefined. */
export function expected(id: string, name: string): string | undefined {
  const path = join(corpus, id, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

export interface Stage extends Disposable {
  /** Where the case's tree lies now. */
  readonly root: string;
  /** At the very place where the answers were given, so that paths and what is made of them agree. */
  readonly isOriginal: boolean;
}

/** A fresh copy of a case's files; its folders have the names that project names are made of. */
export function stage(test: CorpusCase, prefix: string): Stage {
  const original = join(prefix, test.id);
  const missing = firstMissing(original);
  const isOriginal = canMake(original);
  const made = isOriginal ? missing : mkdtempSync(join(tmpdir(), 'corpus-'));
  const root = isOriginal ? original : join(made, test.id);
  const files = join(corpus, test.id, 'files');
  if (existsSync(files)) cpSync(files, root, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(root, test.cwd), { recursive: true });
  return { root, isOriginal, [Symbol.dispose]: () => rmSync(made, { recursive: true, force: true }) };
}

/** The uppermost folder of a path that is not there: what goes away again with it. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) ? path : firstMissing(parent);
}

/** Not through a link: paths would come out under another name. */
function canMake(path: string): boolean {
  try {
    if (existsSync(path)) return false;
    mkdirSync(path, { recursive: true });
    if (realpathSync(path) === path) return true;
    rmSync(path, { recursive: true });
    return false;
  } catch {
    return false;
  }
}

/** A case's arguments as the command line would hand them on. */
export function optionsOf(test: CorpusCase, index: CorpusIndex, root: string): LoadOptions {
  const cwd = normalize(join(root, test.cwd)).replace(/\/$/, '');
  const options: LoadOptions = {
    cwd,
    environment: { PATH: index.path, HOME: index.home, PWD: cwd, ...test.env },
  };
  const [files, envFiles, profiles]: string[][] = [[], [], []];
  const words = test.args.values();
  for (const word of words) {
    const value = (): string => words.next().value ?? '';
    if (word === '-f' || word === '--file') files?.push(value());
    else if (word === '--env-file') envFiles?.push(value());
    else if (word === '--profile') profiles?.push(value());
    else if (word === '-p' || word === '--project-name') options.projectName = value();
    else if (word === '--project-directory') options.projectDirectory = value();
    else if (word === '--all-resources') options.allResources = true;
    else if (word === '--compatibility') Object.assign(options, { compatibility: true, noNormalize: true });
    else throw new Error(`${test.id}: unknown argument ${word}`);
  }
  return { ...options, files: files ?? [], envFiles: envFiles ?? [], profiles: profiles ?? [] };
}

/** The text that `config` with the flags of a variant prints. */
export function printVariant(options: LoadOptions, variant: string): Promise<string> {
  const json = variant.endsWith('-json');
  const name = json ? variant.slice(0, -'-json'.length) : variant;
  const format = json ? 'json' : '';
  const phases: Record<string, Partial<LoadOptions>> = {
    'no-interpolate': { noInterpolate: true },
    'no-normalize': { noNormalize: true },
    'no-path-resolution': { noPathResolution: true },
    'no-consistency': { noConsistency: true },
    'no-env-resolution': { noEnvResolution: true },
  };
  const phase = phases[name];
  if (phase !== undefined) return printConfig({ ...options, ...phase }, { format });
  if (name === 'quiet') return printConfig(options).then(() => '');
  return printConfigList(options, name === 'hash' ? { hashOf: '*' } : (name as ConfigList), format);
}
