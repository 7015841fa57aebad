import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './drawer.css';

export interface DrawerProps {
  label: string;
  header: ComponentChildren;
  children: ComponentChildren;
  onClose: () => void;
}

const phone = matchMedia('(max-width: 760px)');

function setReachable(reachable: boolean): void {
  for (const part of document.querySelectorAll<HTMLElement>('.rail, .shell-main')) part.inert = !reachable;
}

/** Where a drawer covers all of the page, keys do not reach what is behind it. Returns what ends that. */
function holdFocus(): () => void {
  const adjust = () => setReachable(!phone.matches);
  adjust();
  phone.addEventListener('change', adjust);
  return () => {
    phone.removeEventListener('change', adjust);
    setReachable(true);
  };
}

/** Beside the page, which stays usable. Takes the focus when it comes, gives it back when it goes; Escape closes it. */
export function Drawer({ label, header, children, onClose }: DrawerProps): JSX.Element {
  const drawer = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    drawer.current?.focus();
    // Of the whole window: wherever the focus is, what lies on top is closed first.
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open], :popover-open') !== null) return;
      event.preventDefault();
      close.current();
    };
    addEventListener('keydown', press);
    const released = holdFocus();
    return () => {
      removeEventListener('keydown', press);
      released();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return (
    <aside ref={drawer} class="drawer" tabIndex={-1} aria-label={label}>
      <header>{header}</header>
      <div class="drawer-body" tabIndex={0} role="region" aria-label={`${label}: content`}>
        {children}
      </div>
    </aside>
  );
}
