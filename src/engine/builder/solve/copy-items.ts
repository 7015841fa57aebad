/** The sources of a `COPY` or `ADD`: what each adds to the step's key, and how it is put in place. */
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Images } from '../../images/contract.ts';
import { FileTree } from '../context/file-tree.ts';
import { type Selection, select } from '../context/select.ts';
import type { CopyItem, CopyStep } from '../plan/plan.ts';
import { copySelection } from './copy-tree.ts';
import { download } from './download.ts';
import type { FileSources } from './file-sources.ts';
import { fetchGit, resolveGit } from './git-source.ts';
import { makeFolders, type Owner } from './root-path.ts';
import type { BuildSession } from './session.ts';

/** Where and how a step writes. */
export interface CopyTarget {
  root: string;
  owner: Owner | undefined;
  onChanged: () => void;
}

export interface PreparedItem {
  key: unknown;
  put: (target: CopyTarget) => Promise<void>;
}

/** @throws Error when a source is not there. */
export async function prepareItem(
  session: BuildSession,
  sources: FileSources,
  step: CopyStep,
  item: CopyItem,
): Promise<PreparedItem> {
  if (item.kind === 'files') return await prepareFiles(session, sources, step, item);
  if (item.kind === 'url') return await prepareUrl(session, step, item);
  return item.kind === 'git' ? await prepareGit(session, step, item) : prepareDocument(session, step, item);
}

async function prepareFiles(
  session: BuildSession,
  sources: FileSources,
  step: CopyStep,
  item: CopyItem & { kind: 'files' },
): Promise<PreparedItem> {
  const options = {
    path: item.path,
    exclude: step.exclude,
    ...(item.include === undefined ? {} : { include: item.include }),
  };
  const digest = await sources.digest(item.source, options);
  return {
    key: ['files', digest, item.unpack, item.source.kind === 'stage'],
    put: async (target) => {
      const selection = await sources.select(item.source, options);
      await putSelection(session, step, selection, target, item.unpack);
    },
  };
}

async function putSelection(
  session: BuildSession,
  step: CopyStep,
  selection: Selection & { keepOwner: boolean },
  target: CopyTarget,
  unpack: boolean,
): Promise<void> {
  const { images } = session.services;
  const plain: Selection['roots'] = [];
  for (const root of selection.roots) {
    const file = selection.tree.absolute(root.entry);
    const isArchive = unpack && root.entry.kind === 'file' && looksLikeArchive(file);
    if (isArchive && (await putArchive(session, step, images, file, target))) continue;
    plain.push(root);
  }
  await copySelection(
    { ...selection, roots: plain },
    copyOptions(session, step, target, selection.keepOwner),
  );
}

function copyOptions(
  session: BuildSession,
  step: CopyStep,
  target: CopyTarget,
  keepOwner: boolean,
): Parameters<typeof copySelection>[1] {
  return {
    root: target.root,
    destination: step.destination,
    keepOwner,
    signal: session.signal,
    onChanged: target.onChanged,
    ...(target.owner ? { owner: target.owner } : {}),
    ...(step.chmod === undefined ? {} : { mode: step.chmod }),
  };
}

/** Whether the file was an archive indeed: a compressed file need not be one. */
async function putArchive(
  session: BuildSession,
  step: CopyStep,
  images: Pick<Images, 'unpack'>,
  file: string,
  target: CopyTarget,
): Promise<boolean> {
  const folder = newFolder(session);
  try {
    await images.unpack(createReadStream(file), folder, { signal: session.signal });
  } catch (error) {
    if (session.signal.aborted || readdirSync(folder).length > 0) throw error;
    return false;
  }
  const selection = select(new FileTree(folder), { path: '/', exclude: step.exclude });
  makeFolders(target.root, step.destination, target.owner);
  const { mode: _, ...options } = copyOptions(session, step, target, true);
  await copySelection(selection, options);
  return true;
}

const compressions = ['1f8b', '425a68', 'fd377a585a00', '28b52ffd'];

function looksLikeArchive(file: string): boolean {
  const start = Buffer.alloc(512);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  const isTar = start.toString('latin1', 257, 262) === 'ustar';
  return isTar || compressions.some((magic) => start.toString('hex').startsWith(magic));
}

function prepareDocument(
  session: BuildSession,
  step: CopyStep,
  item: CopyItem & { kind: 'document' },
): PreparedItem {
  return {
    key: ['document', item.name, item.text],
    put: async (target) => {
      const folder = newFolder(session);
      writeFileSync(join(folder, 'document'), item.text, { mode: 0o644 });
      await putFile(session, step, target, folder, { file: 'document', name: item.name });
    },
  };
}

/** One file of a folder under another name. */
async function putFile(
  session: BuildSession,
  step: CopyStep,
  target: CopyTarget,
  folder: string,
  { file, name }: { file: string; name: string },
): Promise<void> {
  const selection = select(new FileTree(folder), { path: `/${file}`, exclude: [] });
  const roots = selection.roots.map(({ entry }) => ({ entry, name }));
  await copySelection({ ...selection, roots }, copyOptions(session, step, target, false));
}

async function prepareUrl(
  session: BuildSession,
  step: CopyStep,
  item: CopyItem & { kind: 'url' },
): Promise<PreparedItem> {
  const got = await download(item.url, {
    folder: session.services.folders.downloads,
    signal: session.signal,
    ...(item.checksum === undefined ? {} : { checksum: item.checksum }),
  });
  return {
    key: ['url', got.digest, got.modified ?? 0, item.fileName, item.unpack],
    put: async (target) => {
      if (item.unpack && looksLikeArchive(got.file)) {
        const { images } = session.services;
        if (await putArchive(session, step, images, got.file, target)) return;
      }
      if (got.modified !== undefined) utimesSync(got.file, got.modified / 1000, got.modified / 1000);
      await putFile(session, step, target, dirname(got.file), {
        file: basename(got.file),
        name: item.fileName,
      });
    },
  };
}

async function prepareGit(
  session: BuildSession,
  step: CopyStep,
  item: CopyItem & { kind: 'git' },
): Promise<PreparedItem> {
  const source = await resolveGit(item.url, item.checksum, session.signal);
  return {
    key: ['git', source.commit, source.folder, item.keepGitDir],
    put: async (target) => {
      const folder = newFolder(session);
      await fetchGit(source, folder, { keepGitDir: item.keepGitDir, signal: session.signal });
      const selection = select(new FileTree(folder), { path: `/${source.folder}`, exclude: step.exclude });
      await copySelection(selection, copyOptions(session, step, target, false));
    },
  };
}

function newFolder(session: BuildSession): string {
  return mkdtempSync(join(session.temporary, 'item-'));
}
