import { openSync } from 'node:fs';
import { libcFunction, libcFunctionAsync, SystemCallError } from './libc.ts';

const flock = libcFunction('int flock(int fd, int operation)');
const flockAsync = libcFunctionAsync('int flock(int fd, int operation)');

const LOCK_EX = 2;
const LOCK_NB = 4;

/** A lock on a file that the kernel gives back when this process ends, however it ends (flock(2)). */
export interface FileLock {
  /** Whether it was free, and is ours now. */
  tryTake(): boolean;
  /** Takes it when its holder lets go. Until then a thread hangs in the kernel, and this process ends only by `exitAtOnce`. */
  take(): Promise<void>;
}

const exitCall = libcFunction('void _exit(int status)');

/** Ends this process without waiting for its threads, and without anything that was to be done at its end. */
export function exitAtOnce(status: number): void {
  exitCall(status);
}

/** Opens (and makes) the file; the lock is not taken yet. */
export function openFileLock(path: string): FileLock {
  const fd = openSync(path, 'a', 0o600);
  return {
    tryTake() {
      try {
        flock(fd, LOCK_EX | LOCK_NB);
        return true;
      } catch (error) {
        if (error instanceof SystemCallError && error.code === 'EAGAIN') return false;
        throw error;
      }
    },
    async take() {
      await flockAsync(fd, LOCK_EX);
    },
  };
}
