/** Colours of the progress display, those of Docker Compose. */
export interface Paint {
  done(text: string): string;
  timer(text: string): string;
  spinner(text: string): string;
  warning(text: string): string;
  success(text: string): string;
  error(text: string): string;
  prefix(text: string): string;
  faint(text: string): string;
}

function sgr(codes: string): (text: string) => string {
  return (text) => `${codes}${text}\x1b[0m`;
}

export const colored: Paint = {
  done: sgr('\x1b[34m'),
  timer: sgr('\x1b[34m'),
  spinner: sgr('\x1b[33m'),
  warning: sgr('\x1b[33m\x1b[1m'),
  success: sgr('\x1b[32m'),
  error: sgr('\x1b[31m\x1b[1m'),
  prefix: sgr('\x1b[36m'),
  faint: sgr('\x1b[2m'),
};

const same = (text: string): string => text;

/** `NO_COLOR`. */
export const monochrome: Paint = {
  done: same,
  timer: same,
  spinner: same,
  warning: same,
  success: same,
  error: same,
  prefix: same,
  faint: same,
};

/** Characters that a terminal shows of a text with colour codes. */
export function visibleLength(text: string): number {
  let length = 0;
  for (const _ of text.replace(/\x1b\[[0-9;]*m/g, '')) length++;
  return length;
}

/** Cuts a text with colour codes to so many visible characters; codes after the cut are kept, to end what they began. */
export function cut(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  let room = Math.max(0, width - 1);
  let full = false;
  let result = '';
  for (const part of text.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith('\x1b[')) {
      result += part;
      continue;
    }
    for (const character of part) {
      if (room > 0) result += character;
      else if (!full) {
        result += width > 0 ? '…' : '';
        full = true;
      }
      room--;
    }
  }
  return result;
}
