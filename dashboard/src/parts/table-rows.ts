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

function virtualizerOf(library: typeof Library, rowPixels: number): Virtualizer<Window, HTMLElement> {
  return new library.Virtualizer<Window, HTMLElement>({
    count: 0,
    getScrollElement: () => window,
    estimateSize: () => rowPixels,
    overscan: OVERSCAN,
    observeElementRect: library.observeWindowRect,
    observeElementOffset: library.observeWindowOffset,
    scrollToFn: library.windowScroll,
    initialRect: { width: innerWidth, height: innerHeight },
  });
}

/** Which rows to draw of a table that scrolls with the page: all of a short one, of a long one those near the window. */
export function useRowWindow(
  count: number,
  rowPixels: number,
  body: RefObject<HTMLElement | null>,
): RowWindow {
  const [, next] = useReducer((n: number) => n + 1, 0);
  const redraw = () => next(undefined);
  const long = count > DRAWN_WHOLE;
  const library = useLibrary(long, redraw);
  const margin = body.current === null ? 0 : body.current.getBoundingClientRect().top + scrollY;
  const virtualizer = useMemo(() => library && virtualizerOf(library, rowPixels), [library]);
  virtualizer?.setOptions({ ...virtualizer.options, count, scrollMargin: margin, onChange: redraw });
  useLayoutEffect(() => virtualizer?._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer?._willUpdate());
  if (virtualizer === undefined) return firstOf(Math.min(count, DRAWN_WHOLE), count, rowPixels);
  const items = virtualizer.getVirtualItems();
  return {
    virtual: true,
    indices: items.map(({ index }) => index),
    ...windowOf(items, virtualizer.getTotalSize(), margin),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
