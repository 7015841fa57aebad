import { posix } from 'node:path';
import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import type { Copy } from '../dockerfile/instruction.ts';
import { checkMode } from '../solve/file-mode.ts';
import { parseGitAddress } from './git-address.ts';
import type { CopyItem, CopyStep, FileSource } from './plan.ts';
import type { StageState } from './stage-state.ts';

/** Plans `COPY` or `ADD`, and writes its line of history. @throws DockerfileError */
export function planCopy(
  state: StageState,
  instruction: Copy,
  source: FileSource,
): Omit<CopyStep, 'name' | 'lines' | 'ignoreCache'> {
  const expand = (word: string): string => state.expand(instruction, word);
  const sources = instruction.sources.map(expand);
  const written = expand(instruction.destination);
  const chown = instruction.chown === undefined ? '' : expand(instruction.chown);
  const chmod = instruction.chmod === undefined ? '' : expand(instruction.chmod);
  const checksum = instruction.checksum === undefined ? '' : expand(instruction.checksum);
  const context: ItemContext = { state, instruction, source, checksum };
  try {
    if (chmod !== '') checkMode(chmod);
    checkChecksum(checksum, sources);
    const items = sources.map((path) => planItem(context, path));
    for (const { name, text, expand: expands } of instruction.documents) {
      const content = expands ? state.expand(instruction, text, { escape: '\\', plainQuotes: true }) : text;
      items.push({ kind: 'document', name, text: content });
    }
    const names = instruction.documents.map((document) => `<<${document.name}`);
    addHistory(state, instruction, { chown, chmod, words: [...sources, ...names, written] });
    return {
      kind: 'copy',
      items,
      destination: resolveDestination(written, state.config.WorkingDir || '/'),
      link: instruction.link,
      exclude: instruction.exclude,
      ...(chown ? { chown } : {}),
      ...(chmod ? { chmod } : {}),
    };
  } catch (error) {
    if (error instanceof DockerfileError) throw error;
    throw new DockerfileError(messageOf(error), instruction.lines, { cause: error });
  }
}

function addHistory(
  state: StageState,
  instruction: Copy,
  shown: { chown: string; chmod: string; words: string[] },
): void {
  const flags = [
    instruction.parents ? '--parents' : '',
    shown.chown && `--chown=${shown.chown}`,
    shown.chmod && `--chmod=${shown.chmod}`,
  ].filter(Boolean);
  const words = [instruction.kind.toUpperCase(), ...flags, ...shown.words];
  state.addHistory(`${words.join(' ')} # buildkit`, true);
}

/** Relative to the working folder; a slash at the end, or `.`, says that it is a folder. */
export function resolveDestination(written: string, workingDir: string): string {
  const path = written === '' || written === '.' ? './' : written;
  const isFolder = path.endsWith('/') || path.endsWith('/.');
  const absolute = posix.resolve('/', workingDir, path);
  return isFolder && absolute !== '/' ? `${absolute}/` : absolute;
}

function isWebAddress(source: string): boolean {
  return /^https?:\/\//.test(source);
}

function checkChecksum(checksum: string, sources: string[]): void {
  if (checksum === '') return;
  const [first = ''] = sources;
  if (sources.length !== 1) throw new Error("checksum can't be specified for multiple sources");
  const git = parseGitAddress(first);
  if (!git && !isWebAddress(first)) throw new Error('checksum requires HTTP(S) or Git sources');
  if (!git && !/^sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/.test(checksum)) {
    throw new Error(
      /^sha\d+:/.test(checksum) ? 'invalid checksum digest length' : 'invalid checksum digest format',
    );
  }
}

interface ItemContext {
  state: StageState;
  instruction: Copy;
  source: FileSource;
  checksum: string;
}

function planItem({ state, instruction, source, checksum }: ItemContext, path: string): CopyItem {
  const isAdd = instruction.kind === 'add';
  const git = parseGitAddress(path);
  if (git) {
    if (!isAdd) throw new Error("source can't be a git ref for COPY");
    const expected = checksum || git.checksum;
    return {
      kind: 'git',
      url: path,
      keepGitDir: git.keepGitDir ?? instruction.keepGitDir ?? false,
      ...(expected ? { checksum: expected } : {}),
    };
  }
  if (isWebAddress(path)) {
    if (!isAdd) throw new Error("source can't be a URL for COPY");
    return {
      kind: 'url',
      url: path,
      fileName: fileNameOf(path),
      unpack: instruction.unpack ?? false,
      ...(checksum ? { checksum } : {}),
    };
  }
  warnIgnored(state, instruction, source, path);
  const unpack = instruction.unpack ?? isAdd;
  if (!instruction.parents) return { kind: 'files', source, path: posix.resolve('/', path), unpack };
  const pivot = path.indexOf('/./');
  const root = pivot === -1 ? '/' : path.slice(0, pivot);
  const include = posix.resolve('/', pivot === -1 ? path : path.slice(pivot + 3)).slice(1);
  return { kind: 'files', source, path: posix.resolve('/', root), include, unpack };
}

function fileNameOf(address: string): string {
  if (!URL.canParse(address) || /%(?![0-9a-f]{2})/i.test(address)) return '__unnamed__';
  const name = posix.basename(decodeURIComponent(new URL(address).pathname));
  return name === '' || name === '/' || name.includes('/') || name === '..' ? '__unnamed__' : name;
}

function warnIgnored(state: StageState, instruction: Copy, source: FileSource, path: string): void {
  if (source.kind !== 'context' || !state.context.ignores(path)) return;
  const verb = instruction.kind === 'add' ? 'Add' : 'Copy';
  const message = `Attempting to ${verb} file ${JSON.stringify(path)} that is excluded by .dockerignore`;
  state.warn('CopyIgnoredFile', instruction, message);
}
