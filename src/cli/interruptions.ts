/** `SIGINT` and `SIGTERM` of this process, for one command. */
type Listener = (signal: 'SIGINT' | 'SIGTERM') => void;

export interface Interruptions {
  /** Aborted by the first signal, unless somebody has taken over. */
  readonly signal: AbortSignal;
  /** Hands all further signals to the listener; the returned function gives them back. */
  readonly takeOver: (listener: Listener) => () => void;
  /** As SIGTERM would. */
  readonly interrupt: () => void;
  readonly dispose: () => void;
}

export function interruptions(): Interruptions {
  const controller = new AbortController();
  let listener: Listener | undefined;
  const hear = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (listener !== undefined) {
      listener(signal);
      return;
    }
    // Somebody who does not want to wait for the orderly end.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    signal: controller.signal,
    takeOver(own) {
      listener = own;
      return () => {
        if (listener === own) listener = undefined;
      };
    },
    interrupt: () => hear('SIGTERM'),
    dispose() {
      process.off('SIGINT', hear).off('SIGTERM', hear);
    },
  };
}
