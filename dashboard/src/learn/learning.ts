import { effect, type Signal, signal } from '@preact/signals';

const STORED = 'tutti.learn';

/** Learn mode: each click shows its command line and API calls, each term one line of explanation. */
export const learning: Signal<boolean> = signal(localStorage.getItem(STORED) === 'on');

effect(() => {
  if (learning.value) localStorage.setItem(STORED, 'on');
  else localStorage.removeItem(STORED);
});
