/**
 * compose-file: text → `Project`, with the results of Docker Compose and errors that name file, line and column.
 * It starts nothing and knows no engine. Entry: `loadProject`; exported to others as `tutti/compose-file`.
 */
export type * from './build.ts';
export { type Explanation, explainConfig, printExplanations } from './config/explain.ts';
export { canonicalReference, imageName } from './config/image-name.ts';
export { type ConfigList, printConfigList } from './config/lists.ts';
export { type ConfigRequest, printConfig } from './config/print-config.ts';
export type * from './deploy.ts';
export { type Completion, type Completions, completeCompose } from './editor/complete.ts';
export { describeKey, type KeyDescription } from './editor/describe.ts';
export { LoadError } from './errors.ts';
export { formatDuration, parseDuration } from './formats/duration.ts';
export { type PortMapping, parsePortSpec } from './formats/port-spec.ts';
export { parseVolumeSpec, type VolumeSpec } from './formats/volume-spec.ts';
export { networkHash, serviceHash, volumeHash } from './hash.ts';
export { loadProject } from './load.ts';
export { exactly } from './model/exact.ts';
export type { LoadOptions, LoadWarning, RegistryCredentials } from './options.ts';
export { positionInFiles } from './places.ts';
export { printWithContents } from './print/project.ts';
export type * from './project.ts';
export { type FileMention, fileMentions, renameMentions } from './publish/file-mentions.ts';
export { composeJsonSchema, type JsonSchema } from './schema/json-schema.ts';
export type * from './service.ts';
export { nearest } from './suggest.ts';
