import type { ComponentChildren, JSX } from 'preact';
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

/** Links to parts of a page. */
export function Tabs({ tabs, current, label }: { tabs: Tab[]; current: string; label: string }): JSX.Element {
  return (
    <nav class="tabs" aria-label={label} onKeyDown={step}>
      {tabs.map(({ key, title, to }) => (
        <a key={key} href={to} aria-current={key === current ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
