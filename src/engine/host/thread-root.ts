import { openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { libcFunction, unshare } from './libc.ts';

/** unshare(2): this thread gets a root folder, working folder and umask of its own. */
const CLONE_FS = 0x200;

const chroot = libcFunction('int chroot(const char *path)');
const fchdir = libcFunction('int fchdir(int fd)');
const chdir = libcFunction('int chdir(const char *path)');
const umask = libcFunction('int umask(int mask)');

/** The root folder of one worker thread, which can be set to any folder and back. */
export interface ThreadRoot {
  /** From now on this thread's synchronous file calls see nothing but the folder, whatever links and `..` say. */
  enter(folder: string): void;
  leave(): void;
}

/**
 * Gives the calling worker thread a root of its own, with umask 0. Only synchronous calls of `node:fs` are confined: asynchronous ones
 * run on libuv's threads. These inherit the root of whichever thread made them, so they are made here, before the change.
 * @throws SystemCallError `EPERM` without CAP_SYS_CHROOT.
 */
export async function ownThreadRoot(): Promise<ThreadRoot> {
  await stat('/');
  unshare(CLONE_FS);
  umask(0);
  const outside = openSync('/', 'r');
  return {
    enter(folder) {
      chroot(folder);
      chdir('/');
    },
    leave() {
      fchdir(outside);
      chroot('.');
    },
  };
}
