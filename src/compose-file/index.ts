/**
 * compose-file: text → `Project`, with the results of Docker Compose and errors that name file, line and column.
 * It starts nothing and knows no engine. Entry: `loadProject`; exported to others as `tutti/compose-file`.
 */
export type * from './deploy.ts';
export { LoadError } from './errors.ts';
export { networkHash, serviceHash, volumeHash } from './hash.ts';
export { loadProject } from './load.ts';
export type { LoadOptions, LoadWarning } from './options.ts';
export { printProject } from './print/project.ts';
export type * from './project.ts';
export type * from './service.ts';
