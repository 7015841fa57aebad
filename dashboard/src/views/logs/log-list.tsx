import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogAddress } from '../../../../src/dashboard-api/index.ts';
import { factsOf } from './line-facts.ts';
import type { LogFeed } from './log-feed.ts';
import { LogRowView, type RowActions, type RowProps } from './log-row.tsx';
import type { LogRow } from './log-rows.ts';
import { wrap } from './preferences.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRowSelection } from './use-row-selection.ts';
import { useRowWindow, type View } from './use-row-window.ts';

export interface LogListProps extends Pick<RowProps, 'engine' | 'labelled' | 'columns' | 'searching'> {
  actions: Omit<RowActions, 'expand'>;
  feed: LogFeed;
  label: string;
  /** The line that the address names. */
  target: LogAddress | undefined;
}

/** Pixels from an end at which it counts as reached. */
const NEAR = 24;

/** Rows from the first at which older ones are fetched. */
const EARLY = 30;

export function LogList(props: LogListProps): JSX.Element {
  const { feed, label, target } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(new Set());
  const drawn = useRowWindow(feed, scroller);
  const { view } = drawn;
  const selection = useRowSelection(feed, scroller);
  const onKeyDown = useListKeys({ feed, view, selection, expand: toggle });
  useFollowing(feed, view, drawn.pixels);
  useTarget(feed, view, target);
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
      <div class="log-space" style={{ height: `${drawn.pixels}px` }}>
        <div class="log-drawn" style={{ transform: `translateY(${drawn.top}px)` }}>
          {drawn.rows.map(({ index, slot }) => (
            <Row
              key={slot}
              index={index}
              observe={drawn.observe}
              onActivate={selection.activate}
              onPress={selection.press}
              props={rowProps(feed.list.rows[index] as LogRow, index)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function isRowOf(head: LogAddress, target: LogAddress): boolean {
  return head.source === target.source && head.time === target.time && head.nth === target.nth;
}

/** Stays at the end while it is followed; leaves it when somebody scrolls up, and comes back when they scroll down again. */
function useFollowing(feed: LogFeed, view: View, pixels: number): void {
  const lastTop = useRef(0);
  const version = feed.version.value;
  const following = feed.following.value;
  useLayoutEffect(() => {
    if (!following) return;
    // More than there is: the browser takes the most, and need not be asked for it.
    view.move(pixels);
    lastTop.current = Math.max(0, pixels - view.height);
  }, [view, version, pixels, following]);
  useEffect(() => {
    const { element } = view;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const fromEnd = scrollHeight - clientHeight - scrollTop;
      const up = scrollTop < lastTop.current - 1;
      lastTop.current = scrollTop;
      if (up && fromEnd > NEAR) feed.follow(false);
      // The page's last scroll to the end may be told when somebody has paused the list already.
      else if (!up && !view.isMoving && fromEnd <= NEAR && feed.isLive) feed.follow(true);
      if (!feed.following.peek()) view.scrolled();
      if (fromEnd <= NEAR) feed.readNewer();
      if (feed.list.places.at(view.top) < EARLY && !feed.following.peek()) feed.readOlder();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [view]);
}

/** Brings the line of the address into sight, once it is there. */
function useTarget(feed: LogFeed, view: View, target: LogAddress | undefined): void {
  const shown = useRef<LogFeed | undefined>(undefined);
  const count = feed.list.rows.length;
  useLayoutEffect(() => {
    if (target === undefined || count === 0 || shown.current === feed) return;
    const index = feed.list.indexOf(target);
    if (index < 0) return;
    shown.current = feed;
    view.reveal(index, 'center');
  }, [count]);
}

interface RowShellProps {
  index: number;
  observe: (element: HTMLElement | null) => void;
  onActivate: (index: number | undefined) => void;
  onPress: (index: number, event: MouseEvent) => void;
  props: RowProps;
}

function Row({ index, observe, onActivate, onPress, props }: RowShellProps): JSX.Element {
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
      ref={observe}
      class={classes.filter(Boolean).join(' ')}
      data-index={index}
      tabIndex={-1}
      onMouseEnter={() => onActivate(index)}
      onMouseLeave={() => onActivate(undefined)}
      onFocus={() => onActivate(index)}
      onMouseDown={(event) => onPress(index, event)}
    >
      <LogRowView {...props} />
    </div>
  );
}
