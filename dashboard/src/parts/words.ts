/** Numbers as people read them. */

const UNITS: [seconds: number, unit: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** `12 s`, `2 min`, `3 h`, `4 d`: the largest unit that fits. Milliseconds. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const found = UNITS.find(([size]) => seconds >= size);
  return found === undefined ? `${seconds} s` : `${Math.floor(seconds / found[0])} ${found[1]}`;
}

/** For measured spans: `85 ms`, `1.24 s`, `12.3 s`, `2 min 5 s`. Milliseconds. */
export function spanWords(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Three digits, decimal units as Docker prints them: `13.4 MB`. */
export function bytesWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/** `0.4 %`, `12 %`, of one CPU. */
export function percentWords(percent: number): string {
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

/** `1 service`, `3 services`. */
export function countWords(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** `14:03:09`, with the date before it when it is another day. Unix milliseconds. */
export function clockWords(at: number, today: number = Date.now()): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB');
  const sameDay = new Date(today).toDateString() === date.toDateString();
  return sameDay ? time : `${date.toLocaleDateString('en-CA')} ${time}`;
}
