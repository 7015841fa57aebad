/**
 * host: the only room that calls the kernel (koffi) or starts processes: system calls, mounts, child processes, the keeper.
 * It knows nothing of images, containers' configuration or the API.
 */
export { isDiskFull, writeFileAtomic, writeFileAtomicSync } from './atomic-file.ts';
export { type Cgroups, openCgroups } from './cgroups.ts';
export {
  getFileAttribute,
  listFileAttributes,
  makeNode,
  nodeTypes,
  setFileAttribute,
  splitDeviceNumber,
} from './file-attributes.ts';
export { exitAtOnce, openFileLock } from './file-lock.ts';
export { runFilter } from './filter.ts';
export { giveBackMemory } from './give-back-memory.ts';
export type { ExitEvent, ExitRecord, LogTarget } from './keeper/protocol.ts';
export { type Keeper, KeeperError, type KeeperOptions, openKeeper } from './keeper-client.ts';
export {
  closeDescriptor,
  SystemCallError,
} from './libc.ts';
export {
  bindMount,
  listMounts,
  mount,
  mountFlags,
  mountOverlay,
  unmount,
} from './mounts.ts';
export {
  be16,
  type NetlinkRequest,
  NetlinkSocket,
  netlinkProtocol,
} from './netlink.ts';
export { forgetTranslations } from './netlink-conntrack.ts';
export {
  deleteDefaultRoute,
  deleteLink,
  deleteLinkGroup,
  linkIndex,
  listLinks,
  listPrefixes,
  newAddress,
  newBridge,
  newChildLink,
  newDefaultRoute,
  newVeth,
  setLinkGroup,
  setLinkUp,
  setPortFlags,
} from './netlink-route.ts';
export {
  createNetworkNamespaces,
  insideEachNetworkNamespace,
  insideNetworkNamespace,
  readSysctl,
  removeNetworkNamespace,
  warmThreadPool,
  writeSysctl,
} from './netns.ts';
export { bindSocket, connectSocket } from './netns-sockets.ts';
export { applyRuleset } from './nft.ts';
export { accept, jump, matchField, matchInterface, matchProtocol, translate } from './nft-expressions.ts';
export {
  addSetElements,
  appendRule,
  deleteChain,
  deleteRules,
  deleteSetElements,
  deleteTable,
  type ForeignChain,
  findJumps,
  listChains,
  newChain,
  newTable,
  nftHook,
  type SetElement,
  sendNftBatch,
  sendNftBatchInBackground,
} from './nft-netlink.ts';
export { openFolderInRoot } from './open-in-root.ts';
export { ProcessError, run } from './process.ts';
export { resolveInRoot } from './rooted-path.ts';
export { closeRuntime, findProgram, findRuntime, type OciRuntime, openRuntime } from './runtime.ts';
export { compileSeccomp, type SeccompProfile } from './seccomp-compiler.ts';
export { spreadFolders } from './spread-folders.ts';
export { ownThreadRoot, type ThreadRoot } from './thread-root.ts';
export { openTrash, type Trash } from './trash.ts';
