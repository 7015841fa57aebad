import { type Signal, signal } from '@preact/signals';
import {
  CLOSED_KEY_REFUSED,
  DASHBOARD_PROTOCOL,
  type PageFrame,
  type ServerFrame,
  SOCKET_PATH,
  type WelcomeFrame,
} from '../../../src/dashboard-api/index.ts';
import { delayOf } from './back-off.ts';
import { endSession, openSession } from './session.ts';

/** What the server said about itself; kept while the connection is away. */
export const welcome: Signal<WelcomeFrame | undefined> = signal<WelcomeFrame | undefined>(undefined);

/** False while there is no connection; then nothing on the page is fresh. */
export const connected: Signal<boolean> = signal(false);

interface SocketListener {
  opened: () => void;
  frame: (frame: Exclude<ServerFrame, WelcomeFrame>) => void;
  closed: () => void;
}

let socket: WebSocket | undefined;
let attempt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners: SocketListener[] = [];

export function onSocket(listener: SocketListener): void {
  listeners.push(listener);
}

/** Sends, or does nothing while there is no connection: what matters is sent again when it opens. */
export function send(frame: PageFrame): boolean {
  if (!connected.peek() || socket === undefined) return false;
  socket.send(JSON.stringify(frame));
  return true;
}

function takeWelcome(frame: WelcomeFrame): void {
  if (frame.protocol !== DASHBOARD_PROTOCOL) {
    location.reload();
    return;
  }
  attempt = 0;
  welcome.value = frame;
  connected.value = true;
  for (const listener of listeners) listener.opened();
}

function take(text: string): void {
  const frame = JSON.parse(text) as ServerFrame;
  if (frame.kind === 'welcome') takeWelcome(frame);
  else for (const listener of listeners) listener.frame(frame);
}

function open(key: string): void {
  const address = new URL(SOCKET_PATH, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const opened = new WebSocket(address);
  socket = opened;
  opened.addEventListener('open', () =>
    opened.send(JSON.stringify({ kind: 'hello', protocol: DASHBOARD_PROTOCOL, key } satisfies PageFrame)),
  );
  opened.addEventListener('message', ({ data }) => take(String(data)));
  opened.addEventListener('close', ({ code }) => {
    const was = connected.peek();
    connected.value = false;
    if (was) for (const listener of listeners) listener.closed();
    if (code === CLOSED_KEY_REFUSED) endSession();
    else comeBack(key);
  });
}

function comeBack(key: string): void {
  timer = setTimeout(() => open(key), delayOf(attempt));
  attempt += 1;
  reconnectSoon = () => {
    clearTimeout(timer);
    open(key);
  };
}

let reconnectSoon: () => void = () => undefined;

/** Opens the connection and keeps it: it comes back by itself, at once when the page is looked at again. */
export function connect(): void {
  openSession((key) => {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && !connected.peek() && socket?.readyState === WebSocket.CLOSED) reconnectSoon();
    });
    open(key);
  });
}
