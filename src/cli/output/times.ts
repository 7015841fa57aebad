/** Times as Go prints them. */

/** `2026-11-23 07:02:25 +0100 CET`, in the zone of this machine; `moment` in milliseconds. */
export function localTime(moment: number): string {
  const date = new Date(moment);
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const offset = `${sign}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  return `${localDateTime(date)} ${offset} ${zoneName(date)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function localDateTime(date: Date): string {
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Nanoseconds since the epoch → `2026-11-23 07:02:25.123456`, in the zone of this machine. */
export function localMicroseconds(timeNano: bigint): string {
  const fraction = String((timeNano / 1000n) % 1_000_000n).padStart(6, '0');
  return `${localDateTime(new Date(Number(timeNano / 1_000_000n)))}.${fraction}`;
}

function zoneName(date: Date): string {
  if (date.getTimezoneOffset() === 0) return 'UTC';
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** Nanoseconds since the epoch → RFC 3339 in UTC, without zeros at the end of the fraction. */
export function rfc3339Nano(timeNano: bigint): string {
  const seconds = new Date(Number(timeNano / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(timeNano % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`;
}
