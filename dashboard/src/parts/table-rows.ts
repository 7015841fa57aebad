import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';

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

function whole(count: number): RowWindow {
  return {
    virtual: false,
    indices: Array.from({ length: count }, (_, i) => i),
    above: 0,
    below: 0,
    scrollTo: () => undefined,
  };
}

function windowOf(items: VirtualItem[], total: number, margin: number): Pick<RowWindow, 'above' | 'below'> {
  const first = items[0];
  const last = items.at(-1);
  if (first === undefined || last === undefined) return { above: 0, below: total };
  return { above: first.start - margin, below: total - (last.end - margin) };
}

/** Which rows to draw of a table that scrolls with the page: all of a short one, of a long one those near the window. */
export function useRowWindow(
  count: number,
  rowPixels: number,
  body: RefObject<HTMLElement | null>,
): RowWindow {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const virtual = count > DRAWN_WHOLE;
  const margin = body.current === null ? 0 : body.current.getBoundingClientRect().top + scrollY;
  const virtualizer = useMemo(
    () =>
      new Virtualizer<Window, HTMLElement>({
        count,
        getScrollElement: () => window,
        estimateSize: () => rowPixels,
        overscan: OVERSCAN,
        observeElementRect: observeWindowRect,
        observeElementOffset: observeWindowOffset,
        scrollToFn: windowScroll,
        initialRect: { width: innerWidth, height: innerHeight },
      }),
    [],
  );
  virtualizer.setOptions({
    ...virtualizer.options,
    count: virtual ? count : 0,
    scrollMargin: margin,
    enabled: virtual,
    onChange: () => redraw(undefined),
  });
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  if (!virtual) return whole(count);
  const items = virtualizer.getVirtualItems();
  return {
    virtual: true,
    indices: items.map(({ index }) => index),
    ...windowOf(items, virtualizer.getTotalSize(), margin),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
