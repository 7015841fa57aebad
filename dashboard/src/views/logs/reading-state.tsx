import { ArrowDown } from 'lucide';
import type { JSX } from 'preact';
import { Button } from '../../parts/index.ts';
import type { LogFeed, OlderState } from './log-feed.ts';

/** How far a search or a reading back has come. */
export function Progress({ feed, searching }: { feed: LogFeed; searching: boolean }): JSX.Element | null {
  const { older, newer } = feed;
  const state = older.value.state === 'reading' || older.value.state === 'failed' ? older.value : newer.value;
  if (state.state === 'failed')
    return (
      <p class="log-progress" role="alert">
        {state.failure?.message}
      </p>
    );
  if (state.state === 'reading')
    return (
      <p class="log-progress" role="status">
        <progress aria-label="Reading" />
        {wordsOf(state)}
        <Button size="small" onClick={() => feed.cancel()}>
          Stop
        </Button>
      </p>
    );
  if (!searching || older.value.state !== 'idle' || feed.list.rows.length === 0) return null;
  return (
    <p class="log-progress">
      There may be more before these.
      <Button size="small" onClick={() => feed.readOlder()}>
        Search on
      </Button>
    </p>
  );
}

function wordsOf({ progress }: OlderState): string {
  if (progress === undefined) return 'Reading …';
  const { scanned, found, reached } = progress;
  const at = reached === undefined ? '' : `, at ${new Date(reached).toLocaleString()}`;
  return `${scanned.toLocaleString()} lines read, ${found.toLocaleString()} found${at}`;
}

/** The list does not move; says how much came meanwhile. */
export function StandsStill({ feed }: { feed: LogFeed }): JSX.Element | null {
  const stands = !feed.following.value && feed.isLive;
  const waiting = feed.waiting.value;
  return (
    <div class="log-still" role="status">
      {stands && (
        <Button kind="primary" size="small" icon={ArrowDown} onClick={() => feed.follow(true)}>
          {waiting === 0 ? 'Paused' : `Paused, ${waiting.toLocaleString()} came meanwhile`}
        </Button>
      )}
    </div>
  );
}
