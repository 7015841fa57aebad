/** A page and a server of different builds do not talk: the page reloads itself. */
export const DASHBOARD_PROTOCOL = 1;

/** Where the WebSockets are: one for everything, and one for each shell. */
export const SOCKET_PATH = '/socket';
export const SHELL_PATH = '/shell';

/** Where the page exchanges the code of the address's fragment for the session's key. */
export const SESSION_PATH = '/session';

/** What is posted there, and what comes back; 403 when the code is wrong, used or old. */
export interface SessionRequest {
  code: string;
}

export interface SessionAnswer {
  key: string;
}

/** Close code of a WebSocket whose `hello` had a wrong key. */
export const CLOSED_KEY_REFUSED = 4401;
