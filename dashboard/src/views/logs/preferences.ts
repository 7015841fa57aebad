import { effect, type Signal, signal } from '@preact/signals';

/** How lines are shown; of this browser, not of an address. */
export const wrap: Signal<boolean> = kept('tutti.logs.wrap', true);
export const times: Signal<boolean> = kept('tutti.logs.times', true);
export const histogram: Signal<boolean> = kept('tutti.logs.histogram', true);

function kept(name: string, standard: boolean): Signal<boolean> {
  const stored = localStorage.getItem(name);
  const value = signal(stored === null ? standard : stored === 'true');
  effect(() => localStorage.setItem(name, String(value.value)));
  return value;
}
