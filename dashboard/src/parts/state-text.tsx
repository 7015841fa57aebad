import type { JSX } from 'preact';
import type { Mood } from '../../../src/dashboard-api/index.ts';
import { MoodText } from './mood.tsx';
import { Since } from './quantities.tsx';

/** A state in words and how long it has been so. */
export function StateText({
  mood,
  state,
  since,
  longer,
}: {
  mood: Mood;
  state: string;
  since?: number | undefined;
  /** For longer than since then. */
  longer?: boolean | undefined;
}): JSX.Element {
  return (
    <MoodText mood={mood}>
      {state}
      {since !== undefined && (
        <span class="muted">
          {longer === true ? ' for more than ' : ' for '}
          <Since at={since} />
        </span>
      )}
    </MoodText>
  );
}
