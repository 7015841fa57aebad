import { useEffect, useState } from 'preact/hooks';
import { factsOf } from './line-facts.ts';
import type { LogFeed } from './log-feed.ts';

export interface RowSelection {
  /** The row under the pointer or with the focus. */
  active: number | undefined;
  activate: (index: number | undefined) => void;
  /** The row that was chosen last. */
  end: number | undefined;
  isSelected: (index: number) => boolean;
  /** Shift and a press, or shift and arrows, reach from the last row that was chosen to this one. */
  press: (index: number, event: { shiftKey: boolean }) => void;
  reach: (index: number, from: number) => void;
  clear: () => void;
  onCopy: (event: ClipboardEvent) => void;
}

interface Chosen {
  anchor: number;
  end: number;
}

/** Rows that were chosen as a whole: they may be more than are drawn, which the browser's own selection cannot hold. */
export function useRowSelection(feed: LogFeed, scroller: { current: HTMLDivElement | null }): RowSelection {
  const [active, activate] = useState<number>();
  const [chosen, choose] = useState<Chosen>();
  useStandingStill(feed, scroller);
  const following = feed.following.value;
  // Rows move then.
  useEffect(() => {
    if (following) choose(undefined);
  }, [following]);
  const from = chosen === undefined ? -1 : Math.min(chosen.anchor, chosen.end);
  const to = chosen === undefined ? -1 : Math.max(chosen.anchor, chosen.end);
  const reach = (to: number, anchor: number): void => {
    feed.follow(false);
    const end = Math.max(0, Math.min(feed.list.rows.length - 1, to));
    choose({ anchor: chosen?.anchor ?? anchor, end });
  };
  return {
    active,
    activate,
    end: chosen?.end,
    reach,
    isSelected: (index) => from < to && index >= from && index <= to,
    press: (index, { shiftKey }) => (shiftKey ? reach(index, index) : choose({ anchor: index, end: index })),
    clear: () => choose(undefined),
    onCopy: (event) => {
      if (from >= to || event.clipboardData === null) return;
      event.preventDefault();
      event.clipboardData.setData('text/plain', textOf(feed, from, to));
    },
  };
}

function textOf(feed: LogFeed, from: number, to: number): string {
  const sources = feed.sources.peek();
  const labelled = sources.size > 1;
  return feed.list.rows
    .slice(from, to + 1)
    .flatMap((row) => (row.kind === 'line' ? [row.head, ...row.more] : []))
    .map(
      (entry) => `${labelled ? `${sources.get(entry.source)?.label ?? ''} | ` : ''}${factsOf(entry).plain}\n`,
    )
    .join('');
}

/** A selection of text would be carried away by what comes. */
function useStandingStill(feed: LogFeed, scroller: { current: HTMLDivElement | null }): void {
  useEffect(() => {
    const onSelection = (): void => {
      const selection = getSelection();
      if (selection === null || selection.isCollapsed) return;
      if (scroller.current?.contains(selection.anchorNode) === true) feed.follow(false);
    };
    document.addEventListener('selectionchange', onSelection);
    return () => document.removeEventListener('selectionchange', onSelection);
  }, [feed]);
}
