import type { LogFeed } from './log-feed.ts';
import type { RowSelection } from './use-row-selection.ts';
import type { View } from './use-row-window.ts';

interface ListKeys {
  feed: LogFeed;
  view: View;
  selection: RowSelection;
  expand: (key: number) => void;
}

/** Arrows go from line to line, with shift they choose; Enter folds out, Home and End go to the ends, Escape lets go. */
export function useListKeys({ feed, view, selection, expand }: ListKeys): (event: KeyboardEvent) => void {
  const focus = (index: number): void => {
    const last = feed.list.rows.length - 1;
    const to = Math.max(0, Math.min(last, index));
    view.reveal(to, 'nearest');
    requestAnimationFrame(() => {
      const row = view.element?.querySelector<HTMLElement>(`[data-index="${to}"]`);
      row?.focus({ preventScroll: true });
    });
  };
  return (event) => {
    const list = event.currentTarget as HTMLElement;
    const focused = (event.target as HTMLElement).closest<HTMLElement>('.log-row');
    // The focus follows a moment after the keys.
    const at = selection.end ?? (focused === null ? feed.list.rows.length : Number(focused.dataset.index));
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0) {
      event.preventDefault();
      feed.follow(false);
      if (event.shiftKey) selection.reach(at + step, at);
      else selection.press(Math.max(0, Math.min(feed.list.rows.length - 1, at + step)), event);
      focus(at + step);
    } else if (event.key === 'Enter' && event.target === focused && focused !== null) {
      event.preventDefault();
      const key = feed.list.rows[at]?.key;
      if (key !== undefined) expand(key);
    } else if (event.key === 'Home') {
      event.preventDefault();
      feed.follow(false);
      list.scrollTop = 0;
    } else if (event.key === 'End') {
      event.preventDefault();
      list.scrollTop = list.scrollHeight;
      if (feed.isLive) feed.follow(true);
    } else if (event.key === 'Escape' && focused !== null) {
      event.preventDefault();
      selection.clear();
      list.focus();
    }
  };
}
