/**
 * host: the only room that calls the kernel (koffi) or starts processes: system calls, mounts, child processes, the keeper.
 * It knows nothing of images, containers' configuration or the API.
 */
export { type AtomicWriteOptions, writeFileAtomic, writeFileAtomicSync } from './atomic-file.ts';
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
