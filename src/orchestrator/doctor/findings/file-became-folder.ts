import { posix } from 'node:path';
import { type Check, containerCheck, type Diagnosis, shortened } from '../finding.ts';
import type { ObservedContainer } from '../snapshot.ts';

const folderOnFile = /mount a directory onto a file|not a directory/i;

/** A file was to be mounted that was not there: the engine made an empty folder of its name. */
export const fileBecameFolder: Check = containerCheck('file-became-folder', diagnose);

function diagnose(container: ObservedContainer): Diagnosis[] {
  const { Mounts, State } = container.inspect;
  return Mounts.filter(({ Type }) => Type === 'bind').flatMap(({ Source, Destination }) => {
    const isEmpty = container.emptyFolders.includes(Destination) && looksLikeFile(Destination);
    const isRefused =
      !State.Running &&
      folderOnFile.test(State.Error) &&
      (State.Error.includes(Source) || State.Error.includes(Destination));
    if (!isEmpty && !isRefused) return [];
    return [
      {
        message: `${Destination} is an empty folder instead of a file: ${Source} was not there when it was mounted`,
        evidence: isRefused ? [shortened(State.Error)] : [],
        hint: `Remove the folder ${Source}, put the file in its place, and create the container anew: \`tutti up --force-recreate\`.`,
      },
    ];
  });
}

/** Of folders: `conf.d`, repositories, sites that are called like their domain, versions. */
const endingsOfFolders = /^\.(?:d|git|com|org|net|io|de|eu|uk|fr|edu|gov|v\d+)$/;

/** A name with an ending, but for those that folders have. */
export function looksLikeFile(path: string): boolean {
  const ending = posix.extname(path).toLowerCase();
  return /^\.[a-z][a-z0-9]{0,7}$/.test(ending) && !endingsOfFolders.test(ending);
}
