import type { RefObject } from 'preact';
import type { RowWindow } from './table-rows.ts';

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Index of the row that holds what has the focus. */
function indexOf(target: EventTarget | null): number | undefined {
  const row = (target as HTMLElement | null)?.closest<HTMLElement>('tr[data-index]');
  return row === null || row === undefined ? undefined : Number(row.dataset['index']);
}

function focusRow(body: HTMLElement, index: number): boolean {
  const link = body.querySelector<HTMLElement>(`tr[data-index="${index}"] .row-link`);
  link?.focus();
  return link !== null;
}

/** Moves between rows by arrow keys (or j and k), picks with Space or x. */
export function rowKeys(
  body: RefObject<HTMLElement | null>,
  rows: RowWindow,
  count: number,
  pick: ((index: number) => void) | undefined,
): (event: KeyboardEvent) => void {
  return (event) => {
    const at = indexOf(event.target);
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target as HTMLElement).matches('.row-link')) return;
    if (pick !== undefined && (event.key === ' ' || event.key === 'x')) {
      event.preventDefault();
      pick(at);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || body.current === null) return;
    event.preventDefault();
    const to = Math.min(Math.max(step(at, count), 0), count - 1);
    if (focusRow(body.current, to)) return;
    rows.scrollTo(to);
    requestAnimationFrame(() => body.current !== null && focusRow(body.current, to));
  };
}
