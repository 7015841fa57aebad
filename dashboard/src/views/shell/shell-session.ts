import { type Signal, signal } from '@preact/signals';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import {
  type Failure,
  SHELL_PATH,
  type ShellOpen,
  type ShellPageText,
  type ShellServerText,
} from '../../../../src/dashboard-api/index.ts';
import { sessionKey, tellAsked } from '../../connection/index.ts';
import { setStylesAsProperties, withSheets } from './sheets.ts';
import { onThemeChange, terminalTheme } from './terminal-theme.ts';

export interface ShellState {
  state: 'connecting' | 'open' | 'exited' | 'failed';
  command?: readonly string[];
  exitCode?: number;
  failure?: Failure;
}

/** It takes nothing any more. */
export function isOver({ state }: ShellState): boolean {
  return state === 'exited' || state === 'failed';
}

const cut: Failure = {
  code: 'shell-lost',
  message: 'The connection to the shell ended.',
  hint: 'Look whether "tutti ui" and the container still run.',
};

/** Undoes what a program that was cut off had set: second screen, mouse, pasting in brackets, colours, a hidden cursor. */
const AS_BEFORE = `${['1047l', '1000l', '1002l', '1003l', '1006l', '2004l', '25h'].map((mode) => `\x1b[?${mode}`).join('')}\x1b[0m\r\n`;

let last = 0;

setStylesAsProperties();

/** One shell: its socket, and its terminal, which outlives the view that shows it and what ends the shell. */
export class ShellSession {
  readonly key: number;
  readonly state: Signal<ShellState> = signal<ShellState>({ state: 'connecting' });
  /** Tab moves the focus on, instead of being typed. */
  readonly tabLeaves: Signal<boolean> = signal(false);
  readonly #terminal: Terminal;
  readonly #fit: FitAddon = new FitAddon();
  readonly #target: Pick<ShellOpen, 'engine' | 'container' | 'user'>;
  #socket: WebSocket;
  #element: HTMLDivElement | undefined;

  constructor(target: Pick<ShellOpen, 'engine' | 'container' | 'user'>) {
    last += 1;
    this.key = last;
    this.#terminal = new Terminal({
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 13,
      scrollback: 5_000,
      screenReaderMode: true,
      // A sequence may name any address: only these, and never with a way back to this page.
      linkHandler: { activate: (_event, address) => openLink(address) },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForShell(event));
    this.#target = target;
    this.#socket = this.#connect();
    const encoder = new TextEncoder();
    this.#terminal.onData((text) => {
      if (text === '\r') this.reopen();
      this.#send(encoder.encode(text));
    });
    this.#terminal.onBinary((text) => this.#send(Uint8Array.from(text, (each) => each.charCodeAt(0))));
    this.#terminal.onResize(({ cols: columns, rows }) => {
      if (this.state.peek().state === 'open') this.#say({ kind: 'resize', columns, rows });
    });
  }

  /** A new shell of the same kind after one that ended or was cut off, below what is shown of that. */
  reopen(): void {
    if (!isOver(this.state.peek())) return;
    this.state.value = { state: 'connecting' };
    this.#terminal.write(AS_BEFORE);
    this.#socket = this.#connect();
    this.#terminal.focus();
  }

  #connect(): WebSocket {
    tellAsked({ kind: 'transfer', name: SHELL_PATH, params: this.#target });
    const address = new URL(SHELL_PATH, location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      const { cols: columns, rows } = this.#terminal;
      this.#say({ kind: 'open', key: sessionKey(), ...this.#target, columns, rows });
    });
    socket.addEventListener('message', ({ data }) => this.#take(data as string | ArrayBuffer));
    socket.addEventListener('close', () => socket === this.#socket && this.#ended());
    return socket;
  }

  /** Tab belongs to the shell, which completes names with it; without a way out, keys would be caught here. */
  #isForShell(event: KeyboardEvent): boolean {
    const { type, key, ctrlKey, shiftKey } = event;
    if (ctrlKey && shiftKey && key.toLowerCase() === 'c') {
      // Else browsers open their tools for developers.
      event.preventDefault();
      if (type === 'keydown') this.#copy();
      return false;
    }
    if (!ctrlKey || key.toLowerCase() !== 'm') return key !== 'Tab' || !this.tabLeaves.peek();
    event.preventDefault();
    if (type === 'keydown') this.tabLeaves.value = !this.tabLeaves.peek();
    return false;
  }

  #copy(): void {
    if (this.#terminal.hasSelection()) void navigator.clipboard.writeText(this.#terminal.getSelection());
  }

  /** Shows it in `host`; the function that is returned takes it out again, and lets it run on. */
  show(host: HTMLElement): () => void {
    this.#element ??= document.createElement('div');
    const element = this.#element;
    element.className = 'shell-terminal';
    host.append(element);
    if (this.#terminal.element === undefined) withSheets(() => this.#terminal.open(element));
    const paint = (): void => {
      this.#terminal.options.theme = terminalTheme(host);
    };
    const fit = new ResizeObserver(() => this.#fit.fit());
    const unwatch = onThemeChange(paint);
    paint();
    fit.observe(host);
    this.#terminal.focus();
    return () => {
      fit.disconnect();
      unwatch();
      element.remove();
    };
  }

  close(): void {
    this.#socket.close();
    this.#terminal.dispose();
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      this.#terminal.write(new Uint8Array(data));
      return;
    }
    const text = JSON.parse(data) as ShellServerText;
    switch (text.kind) {
      case 'opened': {
        this.state.value = { state: 'open', command: text.command };
        const { cols: columns, rows } = this.#terminal;
        this.#say({ kind: 'resize', columns, rows });
        return;
      }
      case 'exited': {
        const { kind: state, ...end } = text;
        this.state.value = { ...this.state.peek(), ...end, state };
        return;
      }
      default:
        this.#fail(text.failure);
    }
  }

  /** Which shell it was is known still. */
  #fail(failure: Failure): void {
    this.state.value = { ...this.state.peek(), state: 'failed', failure };
  }

  #ended(): void {
    if (!isOver(this.state.peek())) this.#fail(cut);
  }

  #say(text: ShellPageText): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(text));
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }
}

function openLink(address: string): void {
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
}
