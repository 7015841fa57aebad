import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { now } from './clock.ts';
import { bytesWords, durationWords } from './words.ts';

/** How long ago, ticking: `2 min`. Unix milliseconds. */
export function Since({ at }: { at: number }): JSX.Element {
  const words = useMemo(() => computed(() => durationWords(now.value - at)), [at]);
  return (
    <time class="numbers" dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
      <Ticking words={words} />
    </time>
  );
}

const SECONDS = /^(\d+) s$/;

/** Seconds change under the eye: in a box as wide as their digits, so that nothing around them is laid out anew. */
function Ticking({ words }: { words: ReadonlySignal<string> }): JSX.Element {
  const seconds = useComputed(() => SECONDS.exec(words.value)?.[1] ?? '');
  const digits = useComputed(() => seconds.value.length).value;
  if (digits === 0) return <>{words}</>;
  return (
    <>
      <span class="ticking" style={{ width: `${digits}ch` }}>
        {seconds}
      </span>
      {' s'}
    </>
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
