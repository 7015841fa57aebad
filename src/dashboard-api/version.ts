/** A page and a server of different builds do not talk: the page reloads itself. */
export const DASHBOARD_PROTOCOL = 1;

/** Where the WebSockets are: one for everything, and one for each shell. */
export const SOCKET_PATH = '/socket';
export const SHELL_PATH = '/shell';

/** Where the page exchanges the code of the address's fragment for the session's key. */
export const SESSION_PATH = '/session';
