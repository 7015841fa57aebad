import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Layer } from '../../images/contract.ts';
import { FileDigests } from '../context/file-digests.ts';
import { FileTree } from '../context/file-tree.ts';
import { openFolder } from '../context/open-context.ts';
import { fetchContext, isAddress } from '../context/remote-context.ts';
import { digestSelection, type Selection, type SelectOptions, select } from '../context/select.ts';
import type { FileSource, PlannedStage } from '../plan/plan.ts';
import type { BuildSession } from './session.ts';

interface OpenSource {
  tree: FileTree;
  digests: FileDigests;
  /** Files of images and stages keep their owners; those of the host become root's. */
  keepOwner: boolean;
}

/** Where the steps of a build take files from: the context, folders of the host, stages and images. */
export class FileSources {
  readonly #session: BuildSession;
  readonly #layersOf: (stage: PlannedStage) => Promise<Layer[]>;
  readonly #folders = new Map<string, Promise<OpenSource>>();
  readonly #stages = new Map<PlannedStage, OpenSource>();

  constructor(session: BuildSession, layersOf: (stage: PlannedStage) => Promise<Layer[]>) {
    this.#session = session;
    this.#layersOf = layersOf;
  }

  async select(source: FileSource, options: SelectOptions): Promise<Selection & { keepOwner: boolean }> {
    const { tree, keepOwner } = await this.#open(source);
    return { ...select(tree, options), keepOwner };
  }

  /** Digest of what is selected. Of a stage it is remembered: its layers do not change. */
  async digest(source: FileSource, options: SelectOptions): Promise<string> {
    const { cache } = this.#session.services;
    const key = source.kind === 'stage' ? keyOf(await this.#layersOf(source.stage), options) : undefined;
    const known = key === undefined ? undefined : cache.selection(key);
    if (known !== undefined) return known;
    const digest = await this.#digest(source, options);
    if (key !== undefined) cache.rememberSelection(key, digest);
    return digest;
  }

  /** What steps take from the host is read once in a build, however many ask. */
  #digest(source: FileSource, options: SelectOptions): Promise<string> {
    const read = async (): Promise<string> => {
      const { tree, digests, keepOwner } = await this.#open(source);
      return await digestSelection(select(tree, options), digests, keepOwner);
    };
    if (source.kind === 'stage') return read();
    const { selections } = this.#session;
    const key = JSON.stringify([source.kind, source.kind === 'folder' ? source.folder : '', options]);
    const digest = selections.get(key) ?? read();
    selections.set(key, digest);
    return digest;
  }

  /** Writes down what was learnt of files on the host. */
  async save(): Promise<void> {
    const opened = await Promise.allSettled(this.#folders.values());
    const named = opened.flatMap((folder) => (folder.status === 'fulfilled' ? folder.value : []));
    await Promise.all([this.#session.context, ...named].map(({ digests }) => digests.save()));
  }

  async #open(source: FileSource): Promise<OpenSource> {
    if (source.kind === 'context') return { ...this.#session.context, keepOwner: false };
    return source.kind === 'folder'
      ? await this.#openFolder(source.folder)
      : await this.#openStage(source.stage);
  }

  #openFolder(folder: string): Promise<OpenSource> {
    let opened = this.#folders.get(folder);
    if (!opened) {
      opened = this.#bringFolder(folder);
      this.#folders.set(folder, opened);
    }
    return opened;
  }

  async #bringFolder(folder: string): Promise<OpenSource> {
    const { services, temporary, signal } = this.#session;
    const { digests, downloads } = services.folders;
    if (!isAddress(folder)) return { ...openFolder(folder, digests), keepOwner: false };
    const target = join(temporary, `named${this.#folders.size}`);
    const root = await fetchContext(folder, { images: services.images, downloads, folder: target, signal });
    return { tree: new FileTree(root), digests: new FileDigests(), keepOwner: false };
  }

  async #openStage(stage: PlannedStage): Promise<OpenSource> {
    const layers = await this.#layersOf(stage);
    const known = this.#stages.get(stage);
    if (known) return known;
    const tree = new FileTree(this.#session.views.readOnly(layers));
    const opened = { tree, digests: new FileDigests(), keepOwner: true };
    this.#stages.set(stage, opened);
    return opened;
  }
}

function keyOf(layers: Layer[], options: SelectOptions): string {
  return hash('sha256', JSON.stringify([layers.map((layer) => layer.id), options]), 'base64url');
}
