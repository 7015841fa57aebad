import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Change, ChangePlan, Failure } from '../../../src/dashboard-api/index.ts';
import { call, failureOf } from '../connection/index.ts';
import type { Proposal } from './proposal.ts';

export interface Planned {
  change: Change;
  plan: ChangePlan;
}

export interface Plans {
  planned: Planned[] | undefined;
  failure: Failure | undefined;
  again: () => void;
}

async function planAll({ engine, changes }: Proposal, signal: AbortSignal): Promise<Planned[]> {
  const one = async (change: Change) => ({
    change,
    plan: await call('change.plan', engine, { change }, { signal }),
  });
  return Promise.all(changes.map(one));
}

/** Plans of what is proposed; `again` makes them anew when what runs has changed. */
export function usePlans(proposal: Proposal): Plans {
  const [state, setState] = useState<Omit<Plans, 'again'>>({ planned: undefined, failure: undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState({ planned: undefined, failure: undefined });
    planAll(proposal, stop.signal).then(
      (planned) => setState({ planned, failure: undefined }),
      (thrown: unknown) => {
        if (!stop.signal.aborted) setState({ planned: undefined, failure: failureOf(thrown) });
      },
    );
    return () => stop.abort(new Error('the sheet was closed'));
  }, [proposal, round]);
  return { ...state, again: useCallback(() => setRound((n) => n + 1), []) };
}
