/** The line of shortcut keys at the bottom of the terminal of an attached `up`, drawn as Docker Compose draws it. */
import { visibleLength } from '../progress/colors.ts';
import type { Output } from '../terminal/output.ts';

export interface MenuItem {
  key: string;
  text: string;
}

/** Milliseconds for which a message stays above the menu. */
const messageTime = 10_000;

const bold = '\x1b[1;38;2;0;0;0;48;2;255;255;255m';
const faint = '\x1b[2m';
const cyan = '\x1b[1;36m';
const plain = '\x1b[0m';

export interface MenuOptions {
  items: () => readonly MenuItem[];
  colors: boolean;
}

/** Knows what must be written for the menu to stand below the text, and to go before more text comes. */
export class NavigationMenu {
  readonly #out: Output;
  readonly #options: MenuOptions;
  #message: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #open = false;

  constructor(out: Output, options: MenuOptions) {
    this.#out = out;
    this.#options = options;
  }

  open(): void {
    this.#open = true;
    this.draw();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#out.write(erase);
  }

  draw(): void {
    if (this.#open) this.#out.write(erase + this.#picture());
  }

  /** Writes text where the text ends, above the menu. */
  above(text: string, target: Output = this.#out): void {
    if (!this.#open) target.write(text);
    else if (target === this.#out) target.write(erase + text + this.#picture());
    else {
      this.#out.write(erase);
      target.write(text);
      this.#out.write(this.#picture());
    }
  }

  /** Shows `Watch →  …` above the menu for a while. */
  say(subject: string, text: string): void {
    this.#message = `${this.#paint(cyan, `${subject} →`)}  ${text}`;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#message = undefined;
      this.draw();
    }, messageTime);
    this.#timer.unref();
    this.draw();
  }

  /** Room for the lines is made first; they are then written in their place, and the cursor comes back. */
  #picture(): string {
    const { rows } = this.#out;
    const menu = menuText(this.#options.items(), (codes, text) => this.#paint(codes, text));
    const message = this.#message;
    const menuRows = this.#rowsOf(menu);
    const messageRows = message === undefined ? 0 : this.#rowsOf(message);
    const room = 1 + menuRows + messageRows;
    const menuRow = rows - menuRows + 1;
    const shown = message === undefined ? '' : at(menuRow - messageRows, message);
    return `${'\n'.repeat(room)}\x1b[${room}A\x1b[0G\x1b7${shown}${at(menuRow, menu)}\x1b8`;
  }

  #rowsOf(text: string): number {
    return Math.floor(visibleLength(text) / this.#out.columns) + 1;
  }

  #paint(codes: string, text: string): string {
    return this.#options.colors ? `${codes}${text}${plain}` : text;
  }
}

/** From the cursor's line on, which is empty: text ends with its line. */
const erase = '\x1b[0G\x1b[J';

function at(row: number, text: string): string {
  return `\x1b[${Math.max(1, row)};1H\x1b[2K${text}`;
}

export function menuText(items: readonly MenuItem[], paint: (codes: string, text: string) => string): string {
  return items.map(({ key, text }) => paint(bold, key) + paint(faint, ` ${text}`)).join(paint(faint, '   '));
}
