import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogAddress } from '../../../../src/dashboard-api/index.ts';
import { factsOf } from './line-facts.ts';
import type { LogFeed } from './log-feed.ts';
import { LogRowView, type RowActions, type RowProps } from './log-row.tsx';
import type { LogRow } from './log-rows.ts';
import { wrap } from './preferences.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRowSelection } from './use-row-selection.ts';

export interface LogListProps extends Pick<RowProps, 'engine' | 'labelled' | 'columns' | 'searching'> {
  actions: Omit<RowActions, 'expand'>;
  feed: LogFeed;
  label: string;
  /** The line that the address names. */
  target: LogAddress | undefined;
}

/** Pixels of a row of one line. */
const ROW = 20;

/** Pixels from an end at which it counts as reached. */
const NEAR = 24;

/** Rows from the first at which older ones are fetched. */
const EARLY = 30;

type List = Virtualizer<HTMLDivElement, HTMLDivElement>;

export function LogList(props: LogListProps): JSX.Element {
  const { feed, label, target } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(new Set());
  const virtualizer = useVirtualizer(feed, scroller);
  const selection = useRowSelection(feed, scroller);
  const onKeyDown = useListKeys({ feed, virtualizer, selection, expand: toggle });
  useFollowing(feed, virtualizer, scroller);
  useTarget(feed, virtualizer, target);
  function toggle(key: number): void {
    const next = new Set(expanded);
    if (!next.delete(key)) next.add(key);
    setExpanded(next);
  }
  const rowProps = (row: LogRow, index: number): RowProps => ({
    ...props,
    row,
    sources: feed.sources.value,
    expanded: expanded.has(row.key),
    active: selection.active === index,
    selected: selection.isSelected(index),
    target: target !== undefined && row.kind === 'line' && isRowOf(row.head, target),
    actions: { ...props.actions, expand: ({ key }) => toggle(key) },
  });
  return (
    <div
      ref={scroller}
      class={`log-list ${wrap.value ? 'wrapped' : 'unwrapped'}`}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onKeyDown={onKeyDown}
      onCopy={selection.onCopy}
    >
      <div class="log-space" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map((item) => (
          <Row
            key={item.key}
            item={item}
            measure={virtualizer.measureElement}
            onActivate={selection.activate}
            onPress={selection.press}
            props={rowProps(feed.list.rows[item.index] as LogRow, item.index)}
          />
        ))}
      </div>
    </div>
  );
}

function isRowOf(head: LogAddress, target: LogAddress): boolean {
  return head.source === target.source && head.time === target.time && head.nth === target.nth;
}

function useVirtualizer(feed: LogFeed, scroller: { current: HTMLDivElement | null }): List {
  const [, drawAgain] = useState(0);
  // The same function as long as it means the same: with another one all hundred thousand places are worked out anew.
  const getItemKey = useCallback((index: number) => feed.list.rows[index]?.key ?? -index, [feed]);
  const options = {
    count: feed.list.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey,
    overscan: 10,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    // Following goes to the end by itself; the place of what is looked at is kept only while the list stands still.
    anchorTo: feed.following.value ? ('start' as const) : ('end' as const),
    onChange: () => drawAgain((times) => times + 1),
  };
  // Read, so that the list is drawn again when it changes.
  void feed.version.value;
  const [virtualizer] = useState<List>(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}

/** Stays at the end while it is followed; leaves it when somebody scrolls up, and comes back when they scroll down again. */
function useFollowing(feed: LogFeed, virtualizer: List, scroller: { current: HTMLDivElement | null }): void {
  const lastTop = useRef(0);
  const measuredFrom = useRef<number | undefined>(undefined);
  const version = feed.version.value;
  const following = feed.following.value;
  useLayoutEffect(() => {
    const first = feed.list.rows[0]?.key;
    // Sizes of rows that are gone would be kept for ever.
    if (measuredFrom.current !== undefined && first !== undefined && first > measuredFrom.current)
      virtualizer.measure();
    measuredFrom.current = first;
  }, [version]);
  const pixels = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !following) return;
    // More than there is: the browser takes the most, and need not be asked for it.
    element.scrollTop = pixels;
    lastTop.current = Math.max(0, pixels - (virtualizer.scrollRect?.height ?? 0));
  }, [version, pixels, following]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const fromEnd = scrollHeight - clientHeight - scrollTop;
      const up = scrollTop < lastTop.current - 1;
      lastTop.current = scrollTop;
      if (up && fromEnd > NEAR) feed.follow(false);
      else if (!up && fromEnd <= NEAR && feed.isLive) feed.follow(true);
      if (fromEnd <= NEAR) feed.readNewer();
      if ((virtualizer.range?.startIndex ?? EARLY) < EARLY && !feed.following.peek()) feed.readOlder();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [feed]);
}

/** Brings the line of the address into sight, once it is there. */
function useTarget(feed: LogFeed, virtualizer: List, target: LogAddress | undefined): void {
  const shown = useRef<LogFeed | undefined>(undefined);
  const count = feed.list.rows.length;
  useLayoutEffect(() => {
    if (target === undefined || count === 0 || shown.current === feed) return;
    const index = feed.list.indexOf(target);
    if (index < 0) return;
    shown.current = feed;
    virtualizer.scrollToIndex(index, { align: 'center' });
  }, [count]);
}

interface RowShellProps {
  item: VirtualItem;
  measure: (node: HTMLDivElement | null) => void;
  onActivate: (index: number | undefined) => void;
  onPress: (index: number, event: MouseEvent) => void;
  props: RowProps;
}

function Row({ item, measure, onActivate, onPress, props }: RowShellProps): JSX.Element {
  const { row, active, selected, target } = props;
  const level = row.kind === 'line' ? factsOf(row.head).level : undefined;
  const classes = [
    'log-row',
    level && `level-${level}`,
    selected && 'selected',
    target && 'target',
    active && 'active',
  ];
  return (
    <div
      ref={measure}
      class={classes.filter(Boolean).join(' ')}
      data-index={item.index}
      tabIndex={-1}
      style={{ transform: `translateY(${item.start}px)` }}
      onMouseEnter={() => onActivate(item.index)}
      onMouseLeave={() => onActivate(undefined)}
      onFocus={() => onActivate(item.index)}
      onMouseDown={(event) => onPress(item.index, event)}
    >
      <LogRowView {...props} />
    </div>
  );
}
