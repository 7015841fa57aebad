/** The mounts of a `RUN`: what each adds to the step's key, and the host's path that is mounted. */
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { StepRequest } from '../../containers/contract.ts';
import type { Selection } from '../context/select.ts';
import { entriesOf } from '../context/select.ts';
import type { PlannedMount, RunStep } from '../plan/plan.ts';
import { copySelection } from './copy-tree.ts';
import type { FileSources } from './file-sources.ts';
import type { BuildSession } from './session.ts';
import { openSshAgent } from './ssh-agent.ts';

type StepMount = StepRequest['mounts'][number];

/** What is mounted while a step runs; `release` comes last, whatever happened. */
export interface OpenMounts {
  mounts: StepMount[];
  /** Variables that hold secrets or the address of an agent. */
  env: string[];
  release: () => void;
}

/** What of the mounts decides whether the step must run again. The values of secrets do not. */
export async function mountKeys(sources: FileSources, mounts: PlannedMount[]): Promise<unknown[]> {
  return await Promise.all(
    mounts.map(async (mount) => {
      const { files, ...options } = mount;
      if (!files) return options;
      const digest = await sources.digest(files, { path: mount.source ?? '/', exclude: [] });
      return { ...options, digest, keepOwner: files.kind === 'stage' };
    }),
  );
}

/** @throws Error when a secret or an agent that is required was not given. */
export async function openMounts(
  session: BuildSession,
  sources: FileSources,
  step: RunStep,
): Promise<OpenMounts> {
  const opener = new MountOpener(session, sources);
  try {
    if (step.script) opener.addScript(step.script);
    for (const [index, mount] of step.mounts.entries()) await opener.add(mount, index);
    return opener.opened();
  } catch (error) {
    opener.release();
    throw error;
  }
}

class MountOpener {
  readonly #session: BuildSession;
  readonly #sources: FileSources;
  readonly #mounts: StepMount[] = [];
  readonly #env: string[] = [];
  readonly #ends: (() => void)[] = [];

  constructor(session: BuildSession, sources: FileSources) {
    this.#session = session;
    this.#sources = sources;
  }

  opened(): OpenMounts {
    return { mounts: this.#mounts, env: this.#env, release: () => this.release() };
  }

  release(): void {
    for (const end of this.#ends.splice(0).reverse()) end();
  }

  addScript(script: { name: string; text: string }): void {
    const folder = mkdtempSync(join(this.#session.temporary, 'script-'));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, script.name), script.text);
    chmodSync(join(folder, script.name), 0o755);
    this.#mounts.push({ type: 'bind', source: folder, target: '/dev/pipes', readOnly: true });
  }

  async add(mount: PlannedMount, index: number): Promise<void> {
    const { target, readOnly } = mount;
    switch (mount.type) {
      case 'tmpfs': {
        const options = mount.size === undefined ? {} : { options: [`size=${mount.size}`] };
        this.#mounts.push({ type: 'tmpfs', target, readOnly, ...options });
        return;
      }
      case 'bind':
        this.#mounts.push({ type: 'bind', source: await this.#bindSource(mount), target, readOnly });
        return;
      case 'cache':
        this.#mounts.push({ type: 'bind', source: await this.#cacheSource(mount), target, readOnly });
        return;
      case 'secret':
        this.#addSecret(mount);
        return;
      case 'ssh':
        await this.#addSsh(mount, index);
        return;
    }
  }

  /** Read-only binds show the files themselves where that makes no difference; else a copy, or a layer above them. */
  async #bindSource(mount: PlannedMount): Promise<string> {
    const files = mount.files ?? { kind: 'context' };
    const selection = await this.#sources.select(files, { path: mount.source ?? '/', exclude: [] });
    const [root] = selection.roots;
    if (!root) throw new Error(`${JSON.stringify(mount.source ?? '/')}: not found`);
    const path = selection.tree.absolute(root.entry);
    const inPlace = selection.keepOwner || (await isRootsOwn(selection));
    if (inPlace && mount.readOnly) return path;
    if (root.entry.kind !== 'folder' || !inPlace) return await this.#copyOf(selection);
    return this.#layerOver(path);
  }

  async #copyOf(selection: Selection & { keepOwner: boolean }): Promise<string> {
    const folder = mkdtempSync(join(this.#session.temporary, 'bind-'));
    const [root] = selection.roots;
    const isFolder = root?.entry.kind === 'folder';
    const destination = isFolder ? '/files/' : '/file';
    await copySelection(selection, {
      root: folder,
      destination,
      keepOwner: selection.keepOwner,
      signal: this.#session.signal,
    });
    return join(folder, destination);
  }

  #layerOver(path: string): string {
    const folder = mkdtempSync(join(this.#session.temporary, 'rw-'));
    const [upper, work] = [join(folder, 'upper'), join(folder, 'work')];
    mkdirSync(upper, { mode: lstatSync(path).mode & 0o7777 });
    mkdirSync(work);
    const target = this.#session.views.writable([path], upper, work);
    this.#ends.push(() => this.#session.views.release(target));
    return target;
  }

  async #cacheSource(mount: PlannedMount): Promise<string> {
    const { files } = mount;
    const path = mount.source ?? '/';
    const origin = files ? await this.#sources.digest(files, { path, exclude: [] }) : '';
    const lease = await this.#session.services.cacheMounts.acquire({
      id: mount.id ?? mount.target,
      origin,
      sharing: mount.sharing ?? 'shared',
      mode: mount.mode ?? 0o755,
      uid: mount.uid ?? 0,
      gid: mount.gid ?? 0,
      signal: this.#session.signal,
      fill: async (folder) => {
        if (!files) return;
        const selection = await this.#sources.select(files, { path, exclude: [] });
        await copySelection(selection, { root: folder, destination: '/', keepOwner: selection.keepOwner });
      },
    });
    this.#ends.push(lease.release);
    return lease.folder;
  }

  #addSecret(mount: PlannedMount): void {
    const id = mount.source ?? mount.id ?? basename(mount.target);
    const secret = this.#session.request.secrets?.[id];
    if (!secret) {
      if (mount.required) throw new Error(`secret ${id}: not found`);
      return;
    }
    const value = 'file' in secret ? readSecret(id, secret.file) : Buffer.from(secret.value);
    if (mount.env !== undefined) this.#env.push(`${mount.env || id}=${value.toString()}`);
    if (mount.target === '') return;
    const folder = mkdtempSync(join(this.#session.runFolder, 'secret-'));
    const file = join(folder, 'value');
    writeFileSync(file, value, { mode: 0o600 });
    chownSync(file, mount.uid ?? 0, mount.gid ?? 0);
    chmodSync(file, mount.mode ?? 0o400);
    this.#mounts.push({ type: 'bind', source: file, target: mount.target, readOnly: true });
  }

  async #addSsh(mount: PlannedMount, index: number): Promise<void> {
    const id = mount.id ?? 'default';
    const paths = this.#session.request.ssh?.[id];
    if (!paths) {
      if (mount.required) throw new Error(`unset ssh forward key ${id}`);
      return;
    }
    const folder = mkdtempSync(join(this.#session.runFolder, 'ssh-'));
    const agent = await openSshAgent(paths, folder, {
      uid: mount.uid ?? 0,
      gid: mount.gid ?? 0,
      mode: mount.mode ?? 0o600,
      signal: this.#session.signal,
    });
    this.#ends.push(agent.close);
    const target = mount.target || `/run/buildkit/ssh_agent.${index}`;
    this.#mounts.push({ type: 'bind', source: agent.socket, target, readOnly: true });
    this.#env.push(`SSH_AUTH_SOCK=${target}`);
  }
}

function readSecret(id: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`failed to read secret ${id}: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`, {
      cause: error,
    });
  }
}

/** Whether a process in the step sees the same in the folder itself as in a copy of what is selected. */
async function isRootsOwn(selection: Selection): Promise<boolean> {
  if (selection.tree.filtered) return false;
  for (const root of selection.roots) {
    for await (const { entry } of entriesOf(selection, root)) {
      if (entry.stats.uid !== 0 || entry.stats.gid !== 0) return false;
    }
  }
  return true;
}
