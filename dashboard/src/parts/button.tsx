import type { IconNode } from 'lucide';
import { LoaderCircle } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';
import './button.css';

export interface ButtonProps {
  onClick?: (event: MouseEvent) => void;
  children?: ComponentChildren;
  icon?: IconNode;
  /** Said instead of, or in addition to, what is shown; needed when there is only an icon. */
  label?: string;
  kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  size?: 'small' | 'normal';
  disabled?: boolean | undefined;
  /** Work is under way: the button keeps its place and cannot be pressed. */
  busy?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  type?: 'button' | 'submit';
  /** Id of a popover that it opens. */
  opens?: string;
  class?: string;
}

/** Classes of something that looks like a button. */
export function buttonClass({ kind = 'plain', size = 'normal', children, class: more }: ButtonProps): string {
  const square = children === undefined ? 'square' : '';
  return ['button', kind, size, square, more].filter(Boolean).join(' ');
}

export function Button(props: ButtonProps): JSX.Element {
  const { onClick, children, icon, label, disabled, busy = false, pressed, type = 'button' } = props;
  const shown = busy ? LoaderCircle : icon;
  return (
    <button
      type={type}
      class={buttonClass(props)}
      disabled={disabled === true || busy}
      aria-label={label}
      title={children === undefined ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={props.expanded}
      aria-busy={busy || undefined}
      popovertarget={props.opens}
      onClick={onClick}
    >
      {shown && <Icon node={shown} size={props.size === 'small' ? 14 : 15} class={busy ? 'turning' : ''} />}
      {children}
    </button>
  );
}
