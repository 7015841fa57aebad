import { Check, type IconNode } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Button, type ButtonProps } from './button.tsx';
import { Icon } from './icon.tsx';
import { placeBeside } from './popover.ts';
import './menu.css';

export interface MenuItem {
  title: ComponentChildren;
  icon?: IconNode;
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** One of several that can be on. */
  checked?: boolean;
  /** The menu stays open, to check several. */
  stays?: boolean;
  /** A line before it. */
  apart?: boolean;
  onChoose: () => void;
}

export interface MenuProps extends Omit<ButtonProps, 'onClick' | 'opens'> {
  items: MenuItem[];
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')];
}

function move(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const step = MOVES[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const items = itemsOf(menu);
  items[step(items.indexOf(document.activeElement as HTMLElement), items.length)]?.focus();
}

/** A button that opens a menu. */
export function Menu({ items, ...button }: MenuProps): JSX.Element {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLSpanElement>(null);
  const shown = ({ newState }: { newState: string }) => {
    const element = menu.current;
    if (newState !== 'open' || element === null || opener.current === null) return;
    placeBeside(element, opener.current);
    itemsOf(element)[0]?.focus();
  };
  return (
    <span ref={opener} class="menu-opener">
      <Button {...button} opens={id} />
      <div ref={menu} id={id} class="menu" popover="auto" role="menu" onToggle={shown} onKeyDown={move}>
        {items.map((item, index) => (
          <Item key={index} item={item} close={() => menu.current?.hidePopover()} />
        ))}
      </div>
    </span>
  );
}

function Item({ item, close }: { item: MenuItem; close: () => void }): JSX.Element {
  const { title, icon, hint, danger, disabled, checked, stays, apart, onChoose } = item;
  const choose = () => {
    if (stays !== true) close();
    onChoose();
  };
  return (
    <>
      {apart && <hr />}
      <button
        type="button"
        role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
        aria-checked={checked}
        class={danger ? 'danger' : ''}
        disabled={disabled}
        onClick={choose}
      >
        {icon && <Icon node={icon} size={15} />}
        {checked !== undefined && <Icon node={checked ? Check : []} size={15} />}
        <span>{title}</span>
        {hint && <span class="hint">{hint}</span>}
      </button>
    </>
  );
}
