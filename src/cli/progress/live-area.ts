/** The last lines of a terminal, which are written again and again in place. */
import { visibleLength } from './colors.ts';

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

/** In characters. */
interface ScreenSize {
  columns: number;
  rows: number;
}

/** Turns wished lines into what must be written; knows what stands on the screen, and writes nothing itself. */
export class LiveArea {
  #shown: readonly string[] = [];
  #size: ScreenSize | undefined;

  /** Replaces the lines that stand there. Lines must not be wider than the terminal. */
  frame(lines: readonly string[], { columns, rows }: ScreenSize): string {
    const up = this.#rowsShown(columns);
    const resized = this.#size !== undefined && (this.#size.columns !== columns || this.#size.rows !== rows);
    // One line up and down again is what Docker Compose begins with; it makes the cursor's column certain.
    const start = this.#size === undefined ? '\x1b[1A\x1b[1B' : '\x1b[1A'.repeat(up);
    // Of what stood there a smaller screen holds less than was written: blank lines for all of it would scroll the new ones away.
    const leftover = resized ? 0 : Math.max(0, up - lines.length);
    const blank = `${' '.repeat(columns)}\n`.repeat(leftover);
    const back = '\x1b[1A'.repeat(leftover);
    const text = lines.map((line, row) => `${line}${this.#rest(row, line)}\n`).join('');
    this.#size = { columns, rows };
    this.#shown = lines;
    return `${start}\x1b[0G${hideCursor}${resized ? '\x1b[0J' : ''}${text}${blank}${back}${showCursor}`;
  }

  /** Writes lines above the area, for good; the next frame follows below them. */
  above(text: string, columns: number): string {
    const up = this.#rowsShown(columns);
    const clear = up === 0 ? '' : `${'\x1b[1A'.repeat(up)}\x1b[0G\x1b[0J`;
    this.#shown = [];
    return clear + text;
  }

  /** Erases what a longer line left to the right of the one that takes its place. */
  #rest(row: number, line: string): string {
    return visibleLength(this.#shown[row] ?? '') > visibleLength(line) ? '\x1b[K' : '';
  }

  /** A terminal that became narrower has wrapped what stands there. */
  #rowsShown(columns: number): number {
    return this.#shown.reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(visibleLength(line) / columns)),
      0,
    );
  }
}
