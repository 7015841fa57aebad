import { libcFunction } from './libc.ts';

const mallocTrim = libcFunction('int malloc_trim(size_t pad)');

/** Collects garbage and gives free pages back to the kernel. Takes some ten milliseconds: for when there is nothing to do. */
export async function giveBackMemory(): Promise<void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([
    import('node:v8'),
    import('node:vm'),
  ]);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  try {
    mallocTrim(0);
  } catch {
    // Another C library than glibc, which keeps nothing back.
  }
}
