import { type Signal, signal } from '@preact/signals';
import {
  type Failure,
  SESSION_PATH,
  type SessionAnswer,
  type SessionRequest,
} from '../../../src/dashboard-api/index.ts';

const STORED_KEY = 'tutti.key';

/** What keeps the page from being let in at all. */
export const refusal: Signal<Failure | undefined> = signal<Failure | undefined>(undefined);

const notLetIn: Failure = {
  code: 'session-over',
  message: 'This address has been used, or the process that it belongs to has ended.',
  hint: 'Run "tutti ui" and open the address that it prints.',
};

/** The code that `tutti ui` put into the fragment; it is taken out of the address at once, so that no history keeps it. */
function takeCode(): string | undefined {
  const code = /^#t=(.+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

async function exchange(code: string): Promise<string | undefined> {
  const response = await fetch(SESSION_PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code } satisfies SessionRequest),
  });
  if (!response.ok) return undefined;
  const { key } = (await response.json()) as SessionAnswer;
  return key;
}

/** Tabs give each other the key, so that a link can be opened in a new one. Nobody but pages of this very origin hears it. */
const tabs = new BroadcastChannel('tutti.key');

/** Milliseconds for another tab to answer, also one that the browser lets run but seldom. */
const PATIENCE = 1_500;

function tellTabs(message: 'which' | { key: string }): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has but one origin
  tabs.postMessage(message);
}

function answerTabs(): void {
  tabs.addEventListener('message', ({ data }) => {
    const key = sessionStorage.getItem(STORED_KEY);
    if (data === 'which' && key !== null) tellTabs({ key });
  });
}

function askTabs(): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const heard = new AbortController();
  const hear = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data === 'object') resolve((data as { key: string }).key);
  };
  tabs.addEventListener('message', hear, { signal: heard.signal });
  tellTabs('which');
  setTimeout(() => resolve(undefined), PATIENCE);
  return promise.finally(() => heard.abort());
}

/** Calls with the session's key: of the address's code, else at once that of this tab's earlier visit, else that of another tab; not when none lets in. */
export function openSession(use: (key: string) => void): void {
  const enter = (key: string): void => {
    sessionStorage.setItem(STORED_KEY, key);
    answerTabs();
    use(key);
  };
  const known = (): void => {
    const key = sessionStorage.getItem(STORED_KEY);
    if (key !== null) return enter(key);
    void askTabs().then((other) => (other === undefined ? (refusal.value = notLetIn) : enter(other)));
  };
  const code = takeCode();
  if (code === undefined) return known();
  void exchange(code)
    .catch(() => undefined)
    .then((key) => {
      if (key === undefined) known();
      else enter(key);
    });
}

/** The key was refused: it died with the process that gave it. */
export function endSession(): void {
  sessionStorage.removeItem(STORED_KEY);
  refusal.value = notLetIn;
}

/** For requests beside the WebSocket. */
export function sessionKey(): string {
  return sessionStorage.getItem(STORED_KEY) ?? '';
}
