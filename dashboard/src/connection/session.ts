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

/** Calls with the session's key: of the address's code, else at once that of this tab's earlier visit; not when neither lets in. */
export function openSession(use: (key: string) => void): void {
  const known = (): void => {
    const key = sessionStorage.getItem(STORED_KEY);
    if (key === null) refusal.value = notLetIn;
    else use(key);
  };
  const code = takeCode();
  if (code === undefined) return known();
  void exchange(code)
    .catch(() => undefined)
    .then((key) => {
      if (key !== undefined) sessionStorage.setItem(STORED_KEY, key);
      known();
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
