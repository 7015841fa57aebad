import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../../../src/dashboard-api/index.ts';
import { call } from '../../connection/index.ts';
import type { OpenFile } from './compose-support.ts';

/** Milliseconds after the last letter. */
const PAUSE = 250;

/** What loading the project would say of this text; of what is on disk until it has been asked. */
export function useProblems(file: OpenFile, text: string, onDisk: Problem[], isChanged: boolean): Problem[] {
  const [checked, setChecked] = useState<{ text: string; problems: Problem[] }>();
  const { engine, project, path } = file;
  useEffect(() => {
    if (!isChanged) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call('file.check', engine, { project, path, text }, { signal: abort.signal }).then(
        ({ problems }) => setChecked({ text, problems }),
        // The next letter asks again; what was found last stays.
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [engine, project, path, text, isChanged]);
  return isChanged && checked !== undefined ? checked.problems : onDisk;
}
