/** The last lines of a terminal, which are written again and again in place. */
import { visibleLength } from './colors.ts';

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

/** Turns wished lines into what must be written; knows what stands on the screen, and writes nothing itself. */
export class LiveArea {
  #shown: readonly string[] = [];
  #began = false;

  /** Replaces the lines that stand there. Lines must not be wider than the terminal. */
  frame(lines: readonly string[], columns: number): string {
    const up = this.#rowsShown(columns);
    // One line up and down again is what Docker Compose begins with; it makes the cursor's column certain.
    const start = this.#began ? '\x1b[1A'.repeat(up) : '\x1b[1A\x1b[1B';
    const leftover = Math.max(0, up - lines.length);
    const blank = `${' '.repeat(columns)}\n`.repeat(leftover);
    const back = '\x1b[1A'.repeat(leftover);
    const wrapped = up === this.#shown.length ? '' : '\x1b[0J';
    const text = lines.map((line, row) => `${line}${this.#rest(row, line)}\n`).join('');
    this.#began = true;
    this.#shown = lines;
    return `${start}\x1b[0G${hideCursor}${wrapped}${text}${blank}${back}${showCursor}`;
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
