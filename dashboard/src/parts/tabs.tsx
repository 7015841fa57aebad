import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './tabs.css';

export interface Tab {
  key: string;
  title: ComponentChildren;
  /** Each tab is an address. */
  to: string;
}

function step(event: KeyboardEvent): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  links[(at + by + links.length) % links.length]?.focus();
}

/** Brings the current tab into sight where not all have room; the list alone is moved, never the page. */
function showCurrent(list: HTMLElement): void {
  const link = list.querySelector<HTMLElement>('[aria-current]');
  if (link === null) return;
  const [seen, box] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
  if (box.left < seen.left) list.scrollLeft -= seen.left - box.left;
  else if (box.right > seen.right) list.scrollLeft += box.right - seen.right;
}

/** Links to parts of a page. */
export function Tabs({ tabs, current, label }: { tabs: Tab[]; current: string; label: string }): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const list = nav.current;
    if (list === null) return undefined;
    // Tells of its first size too.
    const resized = new ResizeObserver(() => showCurrent(list));
    resized.observe(list);
    return () => resized.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (nav.current !== null) showCurrent(nav.current);
  }, [current, tabs.length]);
  return (
    <nav ref={nav} class="tabs" aria-label={label} onKeyDown={step}>
      {tabs.map(({ key, title, to }) => (
        <a key={key} href={to} aria-current={key === current ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
