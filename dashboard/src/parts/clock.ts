import { type Signal, signal } from '@preact/signals';

const TICK_MS = 1_000;

let timer: ReturnType<typeof setInterval> | undefined;

/** Unix milliseconds, once a second; the one timer runs only while somebody looks and the page is visible. */
export const now: Signal<number> = signal(Date.now(), { watched: adjust, unwatched: stop });

let watched = false;

function tick(): void {
  now.value = Date.now();
}

function adjust(): void {
  watched = true;
  if (timer === undefined && !document.hidden) timer = setInterval(tick, TICK_MS);
}

function pause(): void {
  clearInterval(timer);
  timer = undefined;
}

function stop(): void {
  watched = false;
  pause();
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) pause();
  else if (watched) {
    tick();
    adjust();
  }
});
