import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Place } from '../routing/index.ts';
import { bindingsAt } from './bindings.ts';
import { KeyChain } from './press.ts';

/** `target`: the innermost element, also inside a shadow tree. */
function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target.matches('textarea, select, .xterm *, .cm-editor *');
}

/** Listens to the keys of the page; nothing while a dialog is open. */
export function useKeys(place: Place | undefined): void {
  const { route } = useLocation();
  useEffect(() => {
    if (place === undefined) return undefined;
    const chain = new KeyChain();
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const binding = chain.press(event, bindingsAt(place, route), isTyping(event.composedPath()[0]));
      if (binding?.run === undefined) return;
      event.preventDefault();
      binding.run();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [place?.engine, place?.project, route]);
}
