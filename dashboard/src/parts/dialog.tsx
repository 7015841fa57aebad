import { X } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import './dialog.css';

export interface DialogProps {
  title: ComponentChildren;
  children: ComponentChildren;
  footer?: ComponentChildren;
  wide?: boolean;
  class?: string;
  /** Nothing in it takes the focus: by keyboard, what scrolls does. */
  onlyText?: boolean;
  onClose: () => void;
}

/** A modal dialog while it is drawn. Escape and a click beside it close it. */
export function Dialog({
  title,
  children,
  footer,
  wide,
  class: more,
  onlyText,
  onClose,
}: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={['dialog', wide && 'wide', more].filter(Boolean).join(' ')}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === dialog.current && onClose()}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <Button kind="quiet" icon={X} label="Close" onClick={onClose} />
      </header>
      <div class="dialog-body" tabIndex={onlyText ? 0 : undefined}>
        {children}
      </div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}
