/** Single keys from the terminal, as they are pressed. */
import type { CommandContext } from '../context.ts';

const controlC = '\x03';
const controlZ = '\x1a';

export interface KeyHandlers {
  onKey: (key: string) => void;
  onInterrupt: () => void;
  /** The program runs again after it was put aside (Ctrl-Z). */
  onResume: () => void;
}

/** Takes the keyboard over until it is closed; without it the terminal itself acts on Ctrl-C and Ctrl-Z. */
export function openKeyboard(context: CommandContext, handlers: KeyHandlers): { close: () => void } {
  const { stdin } = context;
  const take = (): void => {
    stdin.setRawMode(true);
    handlers.onResume();
  };
  const hear = (data: Uint8Array): void => {
    for (const key of Buffer.from(data).toString('utf8')) {
      if (key === controlC) handlers.onInterrupt();
      else if (key === controlZ) {
        stdin.setRawMode(false);
        // The whole group, as the terminal would.
        process.kill(0, 'SIGTSTP');
      } else handlers.onKey(key);
    }
  };
  process.on('SIGCONT', take);
  stdin.setRawMode(true);
  stdin.on('data', hear);
  stdin.resume();
  return {
    close() {
      process.off('SIGCONT', take);
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
