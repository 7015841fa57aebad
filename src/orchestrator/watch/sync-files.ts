import type { Stats } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { EngineError, messageOf, UserError } from '../../shared/index.ts';
import { packFile } from '../archive/pack-path.ts';
import { blockSize, padded, tarHeader } from '../archive/tar.ts';
import { runCommand } from '../execute/run-command.ts';
import { runLimited } from '../execute/run-limited.ts';
import type { Work } from '../execute/work.ts';
import { nameOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import type { PathMapping } from './watch-rules.ts';

interface Present {
  hostPath: string;
  /** In the archive, whose root is that of the container. */
  name: string;
  stats: Stats;
}

/** Containers that are written to at the same time. */
const parallelContainers = 16;
/** Files up to this size are read before their header is sent: they may grow or shrink meanwhile. Bytes. */
const readWhole = 4 * 1024 * 1024;

/**
 * Makes paths in all containers of a service what they are on the host: copies what is there, removes what is gone. Owners and modes are
 * those of the host. Throws when all containers have been tried.
 */
export async function syncFiles(
  work: Pick<Work, 'client' | 'signal' | 'project'>,
  service: string,
  mappings: readonly PathMapping[],
): Promise<void> {
  const containers = await listContainers(work, work.project.name, { service, oneOff: 'exclude' });
  const { present, gone } = await lookAt(mappings);
  const problems: string[] = [];
  await runLimited(containers, parallelContainers, async (container) => {
    const attempt = async (what: string, task: Promise<void>): Promise<void> => {
      await task.catch((error: unknown) => {
        if (work.signal.aborted) throw error;
        problems.push(`${what} ${nameOf(container)}: ${messageOf(error)}`);
      });
    };
    if (gone.length > 0) await attempt('deleting paths in', remove(work, container, gone));
    if (present.length > 0) await attempt('copying files to', copy(work, container, present));
  });
  if (problems.length > 0) throw new UserError('sync-failed', problems.join('\n'));
}

/** The last mapping to a path wins. A folder comes before what is in it. */
async function lookAt(mappings: readonly PathMapping[]): Promise<{ present: Present[]; gone: string[] }> {
  const present = new Map<string, Present>();
  const gone = new Set<string>();
  await runLimited(mappings, 32, async ({ hostPath, containerPath }) => {
    const stats = await lstat(hostPath).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        return undefined;
      throw error;
    });
    if (stats === undefined) gone.add(containerPath);
    else present.set(containerPath, { hostPath, name: containerPath.slice(1), stats });
  });
  const sorted = [...present.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { present: sorted, gone: removals(gone, present) };
}

/** Without what goes with its folder; and folders whose place a file takes. */
function removals(gone: ReadonlySet<string>, present: ReadonlyMap<string, Present>): string[] {
  const replaced = [...gone].flatMap((path) =>
    parentsOf(path).filter((parent) => present.get(parent)?.stats.isDirectory() === false),
  );
  const all = new Set([...gone, ...replaced]);
  return [...all].filter(
    (path) => (!present.has(path) || replaced.includes(path)) && !parentsOf(path).some((at) => all.has(at)),
  );
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    parents.push(path.slice(0, at));
  return parents;
}

/** The engine's API can only add files; what removes them is the container's own `rm`, without a shell, as root. */
async function remove(
  work: Pick<Work, 'client' | 'signal'>,
  container: ContainerSummary,
  paths: string[],
): Promise<void> {
  if (container.State !== 'running') return;
  for (let at = 0; at < paths.length; at += 500) {
    const command = ['rm', '-rf', '--', ...paths.slice(at, at + 500)];
    const { exitCode, said } = await runCommand(work, container.Id, { command, user: '0' });
    if (exitCode !== 0) throw new UserError('sync-failed', said || `rm ended with exit code ${exitCode}`);
  }
}

/**
 * Where a folder of the archive is a link in the container, engines refuse it: then folders that only hold what follows are left to
 * the engine to make.
 */
async function copy(
  work: Pick<Work, 'client' | 'signal'>,
  container: ContainerSummary,
  present: readonly Present[],
): Promise<void> {
  try {
    await upload(work, container.Id, archiveOf(present));
  } catch (error) {
    if (!(error instanceof EngineError) || !error.message.includes('cannot overwrite non-directory'))
      throw error;
    const holds = new Set(present.map(({ name }) => name.slice(0, name.lastIndexOf('/'))));
    const needed = present.filter(({ stats, name }) => !stats.isDirectory() || !holds.has(name));
    await upload(work, container.Id, archiveOf(needed));
  }
}

async function upload(
  { client, signal }: Pick<Work, 'client' | 'signal'>,
  id: string,
  archive: AsyncIterable<Uint8Array>,
): Promise<void> {
  await client.json({
    method: 'PUT',
    path: `/containers/${id}/archive`,
    query: { path: '/', noOverwriteDirNonDir: true, copyUIDGID: true },
    headers: { 'Content-Type': 'application/x-tar' },
    rawBody: archive,
    signal,
  });
}

async function* archiveOf(present: readonly Present[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { hostPath, name, stats } of present) {
    const fields = {
      path: name,
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
      modified: stats.mtimeMs / 1000,
    };
    if (stats.isDirectory()) yield tarHeader({ ...fields, path: `${name}/` }, '5', 0);
    else if (stats.isSymbolicLink()) {
      const link = await readlink(hostPath).catch(() => undefined);
      if (link !== undefined) yield tarHeader({ ...fields, link }, '2', 0);
    } else if (stats.isFile() && stats.size > readWhole) yield* packFile(hostPath, fields, stats.size);
    else if (stats.isFile()) {
      // Removed meanwhile: its removal is told next.
      const content = await readFile(hostPath).catch(() => undefined);
      if (content !== undefined) {
        yield tarHeader(fields, '0', content.length);
        yield padded(content);
      }
    }
  }
  yield Buffer.alloc(2 * blockSize);
}
