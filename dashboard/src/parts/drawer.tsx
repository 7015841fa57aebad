import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './drawer.css';

export interface DrawerProps {
  label: string;
  header: ComponentChildren;
  children: ComponentChildren;
  onClose: () => void;
}

/** Beside the page, which stays usable. Takes the focus when it comes, gives it back when it goes; Escape closes it. */
export function Drawer({ label, header, children, onClose }: DrawerProps): JSX.Element {
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    drawer.current?.focus();
    return () => before?.isConnected && before.focus();
  }, []);
  return (
    <aside
      ref={drawer}
      class="drawer"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header>{header}</header>
      <div class="drawer-body" tabIndex={0} role="region" aria-label={`${label}: content`}>
        {children}
      </div>
    </aside>
  );
}
