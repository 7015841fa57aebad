import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FileMention, fileMentions, type Project, renameMentions } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { composeLayer, envLayer, type Layer } from './manifest.ts';

export interface LayerOptions {
  withEnvironment: boolean;
  /** A further file, which pins images. */
  imageDigests: string | undefined;
}

/** The project's files, those that they extend, and their env files, renamed so that they lie beside each other. */
export async function projectLayers(project: Project, options: LayerOptions): Promise<Layer[]> {
  const files = new Collector(project);
  for (const file of project.composeFiles) await files.add(file, project.workingDir);
  await files.addExtended();
  const digests = options.imageDigests;
  return [
    ...files.layers,
    ...(options.withEnvironment ? await files.envLayers() : []),
    ...(digests === undefined ? [] : [composeLayer('image-digests.yaml', digests)]),
  ];
}

class Collector {
  readonly layers: Layer[] = [];
  readonly #project: Project;
  readonly #extended = new Map<string, string>();
  readonly #done = new Set<string>();
  readonly #envFiles = new Map<string, string>();

  constructor(project: Project) {
    this.#project = project;
  }

  async add(file: string, folder: string, name = file): Promise<void> {
    if (file === '-') {
      throw new UserError('publish-standard-input', 'a Compose file from standard input cannot be published');
    }
    const text = await readFile(file, 'utf8');
    const mentions = fileMentions(text, file, folder, this.#project.environment);
    const included = mentions.find(({ kind, path }) => kind === 'include' && existsSync(path));
    if (included !== undefined) {
      throw new UserError('publish-local-include', 'cannot publish compose file with local includes', {
        hint: `${file} includes ${included.written}: use \`extends\`, or give both files with -f.`,
      });
    }
    const renamed = renameMentions(text, mentions, (mention) => this.#rename(mention));
    this.layers.push(composeLayer(name, renamed, name !== file));
  }

  /** Files that were extended, and those that these extend. */
  async addExtended(): Promise<void> {
    for (;;) {
      const next = [...this.#extended].find(([path]) => !this.#done.has(path));
      if (next === undefined) return;
      const [path, name] = next;
      this.#done.add(path);
      await this.add(path, dirname(path), name);
    }
  }

  async envLayers(): Promise<Layer[]> {
    const layers: Layer[] = [];
    for (const [path, name] of this.#envFiles) {
      // One that is not required need not be there.
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes !== undefined) layers.push(envLayer(name, bytes));
    }
    return layers;
  }

  #rename({ kind, path }: FileMention): string | undefined {
    if (kind === 'include') return undefined;
    if (kind === 'env_file') return remember(this.#envFiles, path, '.env');
    // What is not here was fetched from elsewhere, and others fetch it too.
    return existsSync(path) ? remember(this.#extended, path, '.yaml') : undefined;
  }
}

/** A name that says nothing of where the file lay. */
function remember(names: Map<string, string>, path: string, extension: string): string {
  const name = names.get(path) ?? `${createHash('sha256').update(path).digest('hex')}${extension}`;
  names.set(path, name);
  return name;
}
