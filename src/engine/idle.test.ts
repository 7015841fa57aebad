import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchIdleness } from './idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('leaves after the time, counted from the last touch', () => {
  const leave = vi.fn();
  const idle = watchIdleness({ after: 1000, busy: () => false, leave });
  vi.advanceTimersByTime(900);
  idle.touch();
  vi.advanceTimersByTime(900);
  expect(leave).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(leave).toHaveBeenCalledOnce();
});

test('stays while it is busy, and for ever with 0', () => {
  const leave = vi.fn();
  let busy = true;
  watchIdleness({ after: 1000, busy: () => busy, leave });
  watchIdleness({ after: 0, busy: () => false, leave });
  vi.advanceTimersByTime(5500);
  expect(leave).not.toHaveBeenCalled();
  busy = false;
  vi.advanceTimersByTime(1000);
  expect(leave).toHaveBeenCalledOnce();
});
