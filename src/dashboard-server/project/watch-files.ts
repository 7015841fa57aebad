import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds: editors write a file in several steps. */
const settled = 150;

/** Names that a project may be made of, beside those that it names. */
const maybe = /\.(ya?ml|env)$|^\.env/;

/**
 * Tells when something in the folders of these files changed that may be part of a project. Folders, not files: editors put a new file
 * in the place of the old one.
 */
export function watchFiles(files: readonly string[], onChange: () => void): () => void {
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const names = new Set(files);
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    if (!existsSync(folder)) continue;
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name !== null && !maybe.test(name) && !names.has(`${folder}/${name}`)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, settled);
    });
    // The folder went: nothing more to be told of it.
    watcher.on('error', () => watcher.close());
    watchers.push(watcher);
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
