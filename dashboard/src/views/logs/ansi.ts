import Anser from 'anser';
import { plainText } from '../../../../src/dashboard-api/index.ts';

/** A piece of a line that looks alike. */
export interface Segment {
  text: string;
  /** Classes for what SGR asked: `ansi-red`, `ansi-bg-blue`, `ansi-bold`. */
  classes: string;
  /** Colours out of the sixteen, as `r, g, b`; on a background like that also the sixteen, which are a theme's elsewhere. */
  color?: string;
  background?: string;
  /** The query hit it. */
  marked: boolean;
}

/** Takes a line apart by its colours and by the marks of a query, which count in the text without colours. */
export function segmentsOf(colored: string, marks: readonly [number, number][] = []): Segment[] {
  const segments = colored.includes('\x1b') ? coloredSegments(colored) : [plainSegment(colored)];
  const marked = marks.length === 0 ? segments : markSegments(segments, marks);
  return marked.map((segment) => ({ ...segment, text: visible(segment.text) }));
}

function plainSegment(text: string): Segment {
  return { text, classes: '', marked: false };
}

function coloredSegments(colored: string): Segment[] {
  return Anser.ansiToJson(colored, { json: true, use_classes: true, remove_empty: true }).map(
    ({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }): Segment => {
      const background = colorOf(bg, bg_truecolor);
      const color = colorOf(fg, fg_truecolor) ?? (background && colorOn(background, fg));
      const classes = [
        fg && color === undefined && !isOther(fg) ? fg : '',
        bg && !isOther(bg) ? bg.replace('ansi-', 'ansi-bg-') : '',
        ...decorations.map((name) => `ansi-${name}`),
      ];
      return {
        text: plainText(content),
        classes: classes.filter(Boolean).join(' '),
        marked: false,
        ...(color === undefined ? {} : { color }),
        ...(background === undefined ? {} : { background }),
      };
    },
  );
}

/** Of the 256 and of all colours: they have no name that a theme knows. */
function isOther(name: string): boolean {
  return name === 'ansi-truecolor' || name.startsWith('ansi-palette-');
}

function colorOf(name: string | null, truecolor: string | null): string | undefined {
  if (name === null || !isOther(name)) return undefined;
  const value =
    name === 'ansi-truecolor' ? truecolor : paletteColor(Number(name.slice('ansi-palette-'.length)));
  return value !== null && /^\d{1,3}, ?\d{1,3}, ?\d{1,3}$/.test(value) ? value : undefined;
}

/** The sixteen as xterm has them. */
const sixteen: Readonly<Record<string, string>> = {
  'ansi-black': '0, 0, 0',
  'ansi-red': '205, 0, 0',
  'ansi-green': '0, 205, 0',
  'ansi-yellow': '205, 205, 0',
  'ansi-blue': '0, 0, 238',
  'ansi-magenta': '205, 0, 205',
  'ansi-cyan': '0, 205, 205',
  'ansi-white': '229, 229, 229',
  'ansi-bright-black': '127, 127, 127',
  'ansi-bright-red': '255, 0, 0',
  'ansi-bright-green': '0, 255, 0',
  'ansi-bright-yellow': '255, 255, 0',
  'ansi-bright-blue': '92, 92, 255',
  'ansi-bright-magenta': '255, 0, 255',
  'ansi-bright-cyan': '0, 255, 255',
  'ansi-bright-white': '255, 255, 255',
};

/** A text without a colour is black or white there, whichever can be read. */
function colorOn(background: string, fg: string | null): string | undefined {
  const named = fg === null ? undefined : sixteen[fg];
  if (named !== undefined) return named;
  const [red = 0, green = 0, blue = 0] = background.split(',').map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '0, 0, 0' : '255, 255, 255';
}

/** The cube of 6 × 6 × 6 colours, then greys (xterm's 256 colours). */
function paletteColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(cubeLevel).join(', ');
}

function cubeLevel(step: number): number {
  return step === 0 ? 0 : 55 + step * 40;
}

function markSegments(segments: readonly Segment[], marks: readonly [number, number][]): Segment[] {
  const result: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    let from = at;
    const end = at + segment.text.length;
    const push = (to: number, marked: boolean): void => {
      if (to > from) result.push({ ...segment, text: segment.text.slice(from - at, to - at), marked });
      from = Math.max(from, to);
    };
    for (const [begin, stop] of marks) {
      if (stop <= from || begin >= end) continue;
      push(Math.max(begin, from), false);
      push(Math.min(stop, end), true);
    }
    push(end, false);
    at = end;
  }
  return result;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Control characters as their pictures; what would turn the line's direction, or hide, as a sign. Each stays one character. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : '¤';
  });
}

/** Of a text of several lines. */
export function visibleText(text: string): string {
  return text.split('\n').map(visible).join('\n');
}
