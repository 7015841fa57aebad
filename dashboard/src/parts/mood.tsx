import type { ComponentChildren, JSX } from 'preact';
import type { Mood } from '../../../src/dashboard-api/index.ts';
import './mood.css';

/** A state in words with its mark; the marks differ in shape, not in colour alone. */
export function MoodText({ mood, children }: { mood: Mood; children: ComponentChildren }): JSX.Element {
  return (
    <span class={`mood ${mood}`}>
      <span>{children}</span>
    </span>
  );
}

/** A short word on a tinted ground. */
export function Badge({ mood, children }: { mood?: Mood; children: ComponentChildren }): JSX.Element {
  return <span class={`badge ${mood ?? ''}`}>{children}</span>;
}
