import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';

/**
 * Lines of logs pass by the hundred thousand: what is left of them is collected when it is a fifth of the heap, not when it is several
 * times as much, and the heap grows in steps of 2 MB instead of 8.
 */
const flags = ['--heap-growing-percent=20', '--optimize-for-size'];

/**
 * Sets those of the flags that this V8 has. It complains to the user of one that it does not know, and only another Node tells which it
 * knows, in 40 ms; where that Node does not run, the heap grows as usual.
 */
export async function keepHeapSmall(wanted: readonly string[] = flags): Promise<void> {
  const known = await knownFlags();
  for (const flag of wanted) if (known.has(flag.replace(/=.*/, ''))) setFlagsFromString(flag);
}

async function knownFlags(): Promise<ReadonlySet<string>> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--v8-options'], {
      maxBuffer: 16 * 1024 * 1024,
    });
    return new Set(stdout.match(/^ {2}--[\w-]+/gm)?.map((flag) => flag.trim()));
  } catch {
    return new Set();
  }
}
