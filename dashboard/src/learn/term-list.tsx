import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { termsIn } from './terms-in-text.ts';
import './term-list.css';

/** What the page itself says, not what comes from containers: heads, tabs, states, buttons. */
const SPOKEN = [
  'h1, h2, h3, th, dt, legend, label',
  'button, .tabs a, .badge, .mood, .timeline',
  '.plan-steps p, .plan-note, .banner, .state-block',
].join(', ');

/** Milliseconds between two looks: pages change often. */
const PAUSE = 500;

function wordsOf(roots: string): string {
  const spoken = [...document.querySelectorAll<HTMLElement>(roots)].flatMap((root) => [
    ...root.querySelectorAll<HTMLElement>(SPOKEN),
  ]);
  return spoken
    .filter((element) => element.closest('.learn-strip, .learn-terms') === null)
    .map((element) => element.textContent)
    .join('\n');
}

/** Explains each term that is seen within the roots (a selector), as long as they change. */
export function TermList({ roots }: { roots: string }): JSX.Element | null {
  const [shown, show] = useState<ReturnType<typeof termsIn>>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer = undefined;
      const found = termsIn(wordsOf(roots)).toSorted((a, b) => a.name.localeCompare(b.name));
      show((before) => (isSame(before, found) ? before : found));
    };
    const observer = new MutationObserver(() => {
      timer ??= setTimeout(look, PAUSE);
    });
    look();
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [roots]);
  if (shown.length === 0) return null;
  return (
    <dl class="learn-terms" tabIndex={0} aria-label="Words on this page">
      {shown.map(({ name, meaning }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
