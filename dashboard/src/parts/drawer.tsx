import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './drawer.css';

export interface DrawerProps {
  label: string;
  header: ComponentChildren;
  children: ComponentChildren;
  onClose: () => void;
}

/** There is room for the page and a drawer beside it. */
const roomy = matchMedia('(min-width: 1200px)');

/** What the drawer was opened from; the same while it changes what it shows. */
let opener: HTMLElement | undefined;

function rememberOpener(): void {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active !== document.body && !active.closest('.drawer, dialog'))
    opener = active;
}

/** Once it is known that no other drawer comes in its place. */
function giveFocusBack(): void {
  if (document.querySelector('.drawer') !== null) return;
  const to = opener?.isConnected ? opener : document.getElementById('main');
  opener = undefined;
  to?.focus();
}

function place(isOpen: boolean, drawer: HTMLElement): void {
  const beside = isOpen && roomy.matches;
  if (beside) document.documentElement.dataset['drawer'] = 'beside';
  else delete document.documentElement.dataset['drawer'];
  for (const part of document.querySelectorAll<HTMLElement>('.rail, .shell-main'))
    part.inert = isOpen && !beside;
  drawer.role = beside ? 'complementary' : 'dialog';
  drawer.ariaModal = beside ? null : 'true';
}

/** Where a drawer covers the page, keys do not reach what is behind it; else the page makes room. Returns what ends that. */
function takePlace(drawer: HTMLElement): () => void {
  const adjust = () => place(true, drawer);
  adjust();
  roomy.addEventListener('change', adjust);
  return () => {
    roomy.removeEventListener('change', adjust);
    place(false, drawer);
  };
}

/** Beside the page, which stays usable, where there is room for both, else over it. Takes the focus when it comes, gives it back when it goes; Escape closes it. */
export function Drawer({ label, header, children, onClose }: DrawerProps): JSX.Element {
  const drawer = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    if (drawer.current === null) return undefined;
    rememberOpener();
    const giveUp = takePlace(drawer.current);
    drawer.current.focus();
    // Of the whole window: wherever the focus is, what lies on top is closed first.
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open], :popover-open') !== null) return;
      event.preventDefault();
      close.current();
    };
    const point = ({ target }: PointerEvent) => {
      const isPage =
        target instanceof Element && target.closest('.drawer, dialog, [popover], .toasts') === null;
      if (isPage && !roomy.matches) close.current();
    };
    addEventListener('keydown', press);
    addEventListener('pointerdown', point);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('pointerdown', point);
      giveUp();
      queueMicrotask(giveFocusBack);
    };
  }, []);
  return (
    <section ref={drawer} class="drawer" tabIndex={-1} aria-label={label}>
      <header>{header}</header>
      <div class="drawer-body" tabIndex={0} role="region" aria-label={`${label}: content`}>
        {children}
      </div>
    </section>
  );
}
