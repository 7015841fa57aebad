/**
 * host: the only room that calls the kernel (koffi) or starts processes: system calls, mounts, child processes, the keeper.
 * It knows nothing of images, containers' configuration or the API.
 */
export { type AtomicWriteOptions, writeFileAtomic, writeFileAtomicSync } from './atomic-file.ts';
export {
  getFileAttribute,
  listFileAttributes,
  makeNode,
  nodeTypes,
  setFileAttribute,
  splitDeviceNumber,
} from './file-attributes.ts';
export { type FileLock, openFileLock } from './file-lock.ts';
export { runFilter } from './filter.ts';
export type { ExitEvent, ExitRecord, LogTarget, RunningProcess } from './keeper/protocol.ts';
export { type Keeper, KeeperError, type KeeperOptions, openKeeper } from './keeper-client.ts';
export {
  type CArgument,
  closeDescriptor,
  describeErrno,
  libcFunction,
  libcFunctionAsync,
  namespaceFlags,
  prctl,
  SystemCallError,
  setns,
  unshare,
} from './libc.ts';
export {
  bindMount,
  listMounts,
  type MountEntry,
  mount,
  mountFlags,
  mountOverlay,
  type OverlayOptions,
  unmount,
} from './mounts.ts';
export { ProcessError, type RunFailure, type RunOptions, type RunResult, run } from './process.ts';
export { findProgram, type OciRuntime, openRuntime } from './runtime.ts';
export { ownThreadRoot, type ThreadRoot } from './thread-root.ts';
