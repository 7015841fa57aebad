import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { now } from './clock.ts';
import { bytesWords, durationWords } from './words.ts';

/** How long ago, ticking: `2 min`. Unix milliseconds. */
export function Since({ at }: { at: number }): JSX.Element {
  const words = useMemo(() => computed(() => durationWords(now.value - at)), [at]);
  return (
    <time class="numbers" dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
      {words}
    </time>
  );
}

export function Bytes({ of }: { of: number | undefined }): JSX.Element {
  if (of === undefined) return <span class="muted">–</span>;
  return (
    <span class="numbers" title={`${of.toLocaleString('en')} bytes`}>
      {bytesWords(of)}
    </span>
  );
}
