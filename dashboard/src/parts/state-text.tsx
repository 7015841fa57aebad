import type { JSX } from 'preact';
import type { Mood } from '../../../src/dashboard-api/index.ts';
import { MoodText } from './mood.tsx';
import { Since } from './quantities.tsx';

/** A state in words and how long it has been so. */
export function StateText({
  mood,
  state,
  since,
}: {
  mood: Mood;
  state: string;
  since?: number | undefined;
}): JSX.Element {
  return (
    <MoodText mood={mood}>
      {state}
      {since !== undefined && (
        <span class="muted">
          {' for '}
          <Since at={since} />
        </span>
      )}
    </MoodText>
  );
}
