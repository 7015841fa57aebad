import { binarySize, type Check, containerCheck, type Diagnosis, lastLines } from '../finding.ts';
import type { Filesystem, ObservedContainer } from '../snapshot.ts';

const full = /no space left on device|ENOSPC/i;

/** No more can be written where a container writes. */
export const diskFull: Check = containerCheck('disk-full', diagnose);

function diagnose({ inspect, filesystems, log }: ObservedContainer): Diagnosis[] {
  const diagnoses = filesystems.filter(isFull).map(({ mountPoint, size, available }) => ({
    message: `the file system of ${mountPoint} is full: ${binarySize(available)} of ${binarySize(size)} are free`,
    evidence: lastLines(log, full),
    hint:
      mountPoint === '/'
        ? 'Make room on the disk: `tutti system df` shows what takes it, `tutti system prune` removes what nothing uses.'
        : `Make room in ${mountPoint}, or make it larger.`,
  }));
  if (diagnoses.length > 0) return diagnoses;
  const { State } = inspect;
  const evidence = [...(full.test(State.Error) ? [State.Error] : []), ...lastLines(log, full)];
  // A container that runs and can write again has got over it.
  if (evidence.length === 0 || (State.Running && filesystems.length > 0)) return [];
  return [
    {
      message: 'a disk was full when it wanted to write',
      evidence,
      hint: '`df` shows which; `tutti system df` shows what the engine has on it, `tutti system prune` removes what nothing uses.',
    },
  ];
}

/** Large disks keep a reserve that is a small part of them and still much. */
function isFull({ size, available }: Filesystem): boolean {
  return size > 0 && available < size * 0.005 && available < 100 * 1024 ** 2;
}
