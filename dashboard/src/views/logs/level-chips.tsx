import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { logLevels } from '../../../../src/dashboard-api/index.ts';
import { useQueryChange } from '../../routing/index.ts';
import type { CountState } from './count-lines.ts';
import { levelsOf, toggleLevel } from './terms.ts';

/** Levels with how many lines have them; each can be asked for. */
export function LevelChips({
  query,
  counts,
}: {
  query: string;
  counts: ReadonlySignal<CountState>;
}): JSX.Element {
  const change = useQueryChange();
  const chosen = levelsOf(query);
  const rows = logLevels
    .map((level) => ({
      level,
      count: (counts.value.histogram?.counts[level] ?? []).reduce((sum, each) => sum + each, 0),
    }))
    .filter(({ level, count }) => count > 0 || chosen.includes(level))
    .toReversed();
  return (
    <div class="level-chips" role="group" aria-label="Levels">
      {rows.map(({ level, count }) => (
        <button
          key={level}
          type="button"
          class={`level-chip level-${level}`}
          aria-pressed={chosen.includes(level)}
          onClick={() => change({ find: toggleLevel(query, level), line: undefined }, { replace: true })}
        >
          {level} <span class="numbers muted">{count.toLocaleString()}</span>
        </button>
      ))}
    </div>
  );
}
