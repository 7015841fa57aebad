import type * as Library from '@tanstack/virtual-core';
import type { VirtualItem, Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import { loadPatiently } from './load-patiently.ts';

/** Up to so many rows are simply drawn: the browser's own search finds them, and screen readers see them all. */
const DRAWN_WHOLE = 100;
const OVERSCAN = 12;

export interface RowWindow {
  /** Only a part is drawn; then all rows are as high. */
  virtual: boolean;
  indices: number[];
  /** Pixels of the rows that are not drawn. */
  above: number;
  below: number;
  scrollTo: (index: number) => void;
}

function firstOf(count: number, all: number, rowPixels: number): RowWindow {
  return {
    virtual: count < all,
    indices: Array.from({ length: count }, (_, i) => i),
    above: 0,
    below: (all - count) * rowPixels,
    scrollTo: () => undefined,
  };
}

function windowOf(items: VirtualItem[], total: number, margin: number): Pick<RowWindow, 'above' | 'below'> {
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) return { above: 0, below: total };
  return { above: first.start - margin, below: total - (last.end - margin) };
}

let loaded: typeof Library | undefined;

/** What long tables need; short ones do without, and the page starts without it. */
function useLibrary(needed: boolean, redraw: () => void): typeof Library | undefined {
  useEffect(() => {
    if (!needed || loaded !== undefined) return;
    void loadPatiently(() => import('@tanstack/virtual-core')).then((library) => {
      loaded = library;
      redraw();
    });
  }, [needed]);
  return needed ? loaded : undefined;
}

/** What a table scrolls with: the dialog or drawer that it is in, else the page. */
type Scroller = HTMLElement | Window;
type Rows<In extends Scroller> = Virtualizer<In, HTMLElement>;

function scrollerOf(body: HTMLElement): Scroller {
  return body.closest<HTMLElement>('.dialog-body, .drawer-body') ?? window;
}

/** Pixels above the rows in what they scroll with. */
function marginOf(body: HTMLElement | null): number {
  if (body === null) return 0;
  const scroller = scrollerOf(body);
  const { top } = body.getBoundingClientRect();
  return scroller instanceof Window
    ? top + scrollY
    : top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

function virtualizerOf(
  library: typeof Library,
  rowPixels: number,
  body: RefObject<HTMLElement | null>,
): Rows<Scroller> {
  const ofPage = (rows: Rows<Scroller>): boolean => rows.scrollElement instanceof Window;
  return new library.Virtualizer<Scroller, HTMLElement>({
    count: 0,
    getScrollElement: () => body.current && scrollerOf(body.current),
    estimateSize: () => rowPixels,
    overscan: OVERSCAN,
    observeElementRect: (rows, tell) =>
      ofPage(rows)
        ? library.observeWindowRect(rows as Rows<Window>, tell)
        : library.observeElementRect(rows as Rows<HTMLElement>, tell),
    observeElementOffset: (rows, tell) =>
      ofPage(rows)
        ? library.observeWindowOffset(rows as Rows<Window>, tell)
        : library.observeElementOffset(rows as Rows<HTMLElement>, tell),
    scrollToFn: (offset, options, rows) =>
      ofPage(rows)
        ? library.windowScroll(offset, options, rows as Rows<Window>)
        : library.elementScroll(offset, options, rows as Rows<HTMLElement>),
    initialRect: { width: innerWidth, height: innerHeight },
  });
}

/** Which rows to draw of a table: all of a short one, of a long one those in sight. */
export function useRowWindow(
  count: number,
  rowPixels: number,
  body: RefObject<HTMLElement | null>,
): RowWindow {
  const [, next] = useReducer((n: number) => n + 1, 0);
  const redraw = () => next(undefined);
  const long = count > DRAWN_WHOLE;
  const library = useLibrary(long, redraw);
  const margin = marginOf(body.current);
  const virtualizer = useMemo(() => library && virtualizerOf(library, rowPixels, body), [library]);
  virtualizer?.setOptions({ ...virtualizer.options, count, scrollMargin: margin, onChange: redraw });
  useLayoutEffect(() => virtualizer?._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer?._willUpdate());
  // Until the library is there, of a long one what a screen shows at most.
  const first = long ? Math.min(DRAWN_WHOLE, Math.ceil(innerHeight / rowPixels)) : count;
  if (virtualizer === undefined) return firstOf(first, count, rowPixels);
  const items = virtualizer.getVirtualItems();
  return {
    virtual: true,
    indices: items.map(({ index }) => index),
    ...windowOf(items, virtualizer.getTotalSize(), margin),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
