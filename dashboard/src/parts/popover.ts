const GAP = 4;
const EDGE = 8;

/** Places a popover below what opened it, or above where there is no room; within the window in any case. */
export function placeBeside(popover: HTMLElement, opener: Element): void {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const top =
    below + height > innerHeight - EDGE && anchor.top - GAP > height ? anchor.top - GAP - height : below;
  const left = anchor.left + width > innerWidth - EDGE ? anchor.right - width : anchor.left;
  popover.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  popover.style.left = `${Math.max(EDGE, left)}px`;
}
