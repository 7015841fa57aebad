import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LogFeed } from './log-feed.ts';
import { wrap } from './preferences.ts';
import { RowSlots } from './row-slots.ts';

/** Rows that are drawn beyond what is seen, while one scrolls and while new ones come. */
const BEYOND = 10;
const BEYOND_FOLLOWING = 2;

/** The rows of a list that are drawn, and where. */
export interface RowWindow {
  rows: { index: number; slot: number }[];
  /** Pixels of all rows together, and of those above the first that is drawn. */
  pixels: number;
  top: number;
  /** For each row's element. */
  observe: (element: HTMLElement | null) => void;
  view: View;
}

/** What is seen of a list. */
export class View {
  /** Pixels of the list above and of what is seen. */
  top = 0;
  height = 0;
  element: HTMLElement | null = null;
  /** A row that stays where it is, whatever happens to those above it, and how far below its top the view begins. */
  #anchor: { key: number; index: number; below: number } | undefined;
  readonly #feed: LogFeed;
  readonly #draw: () => void;
  /** Scrolls of the page's own whose events have not come yet. */
  #moves = 0;

  constructor(feed: LogFeed, draw: () => void) {
    this.#feed = feed;
    this.#draw = draw;
  }

  scrolled(): void {
    if (this.element === null) return;
    this.top = this.element.scrollTop;
    this.#hold(this.#feed.list.places.at(this.top));
    this.#draw();
  }

  /** Brings a row into sight. */
  reveal(index: number, align: 'nearest' | 'center'): void {
    const { places } = this.#feed.list;
    const top = places.top(index);
    const height = places.height(index);
    if (align === 'center') this.top = Math.max(0, top - (this.height - height) / 2);
    else if (top < this.top) this.top = top;
    else if (top + height > this.top + this.height) this.top = top + height - this.height;
    this.#hold(index);
    if (this.element !== null) this.element.scrollTop = this.top;
    this.#draw();
  }

  /** After rows came or were measured. */
  settle(): void {
    const { rows, places } = this.#feed.list;
    const anchor = this.#anchor;
    if (this.element === null) return;
    if (anchor === undefined) {
      this.#hold(places.at(this.top));
      return;
    }
    if (rows[anchor.index]?.key !== anchor.key)
      anchor.index = rows.findIndex(({ key }) => key === anchor.key);
    if (anchor.index < 0) return;
    const top = places.top(anchor.index) + anchor.below;
    if (Math.abs(top - this.top) < 1) return;
    this.top = top;
    this.move(top);
    this.#draw();
  }

  /** Scrolls, nobody having asked for it. */
  move(top: number): void {
    if (this.element === null) return;
    this.element.scrollTop = top;
    this.#moves += 1;
    // In a frame, scroll events come before what waits for that frame.
    requestAnimationFrame(() => {
      this.#moves -= 1;
    });
  }

  /** A scroll event may be of the page's own scrolling. */
  get isMoving(): boolean {
    return this.#moves > 0;
  }

  /** The end is followed: nothing is held. */
  follow(): void {
    const { places } = this.#feed.list;
    this.top = Math.max(0, places.total - this.height);
    this.#anchor = undefined;
  }

  #hold(index: number): void {
    const { rows, places } = this.#feed.list;
    const key = rows[index]?.key;
    this.#anchor = key === undefined ? undefined : { key, index, below: this.top - places.top(index) };
  }
}

/** Draws only what is seen. Following, that is the end; the place of what is looked at is kept while the list stands still. */
export function useRowWindow(feed: LogFeed, scroller: { current: HTMLElement | null }): RowWindow {
  const [, drawAgain] = useState(0);
  const draw = (): void => drawAgain((times) => times + 1);
  const view = useMemo(() => new View(feed, draw), [feed]);
  const slots = useMemo(() => new RowSlots(), [feed]);
  const following = feed.following.value;
  // Read, so that the list is drawn again when it changes.
  void feed.version.value;
  const { rows, places } = feed.list;
  const heights = useHeights(feed, view, draw);
  useHeight(scroller, view, draw);
  if (following) view.follow();
  const beyond = following ? BEYOND_FOLLOWING : BEYOND;
  const first = Math.max(0, places.at(view.top) - beyond);
  const last = Math.min(rows.length - 1, places.at(view.top + view.height) + beyond);
  const indices = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const assigned = slots.assign(
    indices.map((index) => rows[index]?.key ?? index),
    following,
  );
  useLayoutEffect(() => {
    heights.apply();
    if (!following) view.settle();
  });
  return {
    rows: indices.map((index, at) => ({ index, slot: assigned[at] ?? 0 })),
    pixels: places.total,
    top: places.top(first),
    observe: heights.observe,
    view,
  };
}

function useHeight(scroller: { current: HTMLElement | null }, view: View, draw: () => void): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    view.element = element;
    if (element === null) return undefined;
    const measure = (): void => {
      if (view.height === element.clientHeight) return;
      view.height = element.clientHeight;
      draw();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [view]);
}

interface Heights {
  observe: (element: HTMLElement | null) => void;
  /** Gives rows the heights of the elements that draw them now. */
  apply: () => void;
}

/** Rows are as high as the browser draws them; it tells, so that it need not be asked. */
function useHeights(feed: LogFeed, view: View, draw: () => void): Heights {
  const known = useRef(new Map<HTMLElement, number>());
  const { places } = feed.list;
  const resize = (element: HTMLElement, height: number): boolean => {
    const index = Number(element.dataset.index);
    if (index >= places.count || Math.abs(places.height(index) - height) < 0.5) return false;
    places.resize(index, height);
    return true;
  };
  const observer = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let changed = false;
        for (const { target, borderBoxSize } of entries) {
          const element = target as HTMLElement;
          const height = borderBoxSize[0]?.blockSize ?? 0;
          if (!element.isConnected || height === 0) continue;
          known.current.set(element, height);
          changed = resize(element, height) || changed;
        }
        if (changed) draw();
      }),
    [feed, view],
  );
  const observe = useMemo(
    () => (element: HTMLElement | null) => {
      if (element !== null) observer.observe(element);
    },
    [observer],
  );
  const wrapped = wrap.value;
  useLayoutEffect(() => {
    places.forget();
  }, [wrapped, places]);
  useLayoutEffect(() => () => observer.disconnect(), [observer]);
  return {
    observe,
    apply() {
      let changed = false;
      for (const [element, height] of known.current) {
        if (element.isConnected) changed = resize(element, height) || changed;
        else {
          known.current.delete(element);
          observer.unobserve(element);
        }
      }
      if (changed) draw();
    },
  };
}
