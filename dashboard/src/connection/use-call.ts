import { useEffect, useState } from 'preact/hooks';
import type { CallName, Calls, EngineName, Failure } from '../../../src/dashboard-api/index.ts';
import { call, failureOf } from './calls.ts';
import { comebacks } from './subscriptions.ts';

/** What is known of a call that a view makes when it is shown. */
export interface CallState<Name extends CallName> {
  result: Calls[Name]['result'] | undefined;
  progress: Calls[Name]['progress'] | undefined;
  failure: Failure | undefined;
  /** Asks once more; what is known stays until there is an answer. */
  again: () => void;
}

interface Known<Name extends CallName> extends Omit<CallState<Name>, 'again'> {
  key: string;
}

/**
 * Asks anew whenever the parameters change, and where it failed, when the server or an engine is back; cancels what is not wanted any
 * more.
 */
export function useCall<Name extends CallName>(
  name: Name,
  engine: EngineName,
  params: Calls[Name]['params'] | undefined,
): CallState<Name> {
  const [round, setRound] = useState(0);
  const key = JSON.stringify([name, engine, params]);
  const nothing: Known<Name> = { key, result: undefined, progress: undefined, failure: undefined };
  const [known, setKnown] = useState(nothing);
  useEffect(() => {
    if (params === undefined) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const onProgress = (progress: Calls[Name]['progress']): void => setKnown({ ...nothing, progress });
    call(name, engine, params, { signal, onProgress }).then(
      (result) => setKnown({ ...nothing, result }),
      (error: unknown) => {
        if (!signal.aborted) setKnown({ ...nothing, failure: failureOf(error) });
      },
    );
    return () => stop.abort();
  }, [key, round]);
  const { result, progress, failure } = known.key === key ? known : nothing;
  useEffect(() => {
    if (failure !== undefined) setRound(round + 1);
  }, [comebacks.value]);
  return { result, progress, failure, again: () => setRound(round + 1) };
}
