/** What keeps the engine from leaving. */
export interface IdleOptions {
  /** Milliseconds of nothing to do before it leaves; 0 for never. */
  after: number;
  busy: () => boolean;
  leave: () => void;
}

/** Decides when the engine is of no more use. `touch` whenever something ended that kept it. */
export function watchIdleness({ after, busy, leave }: IdleOptions): { touch: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    if (busy()) touch();
    else leave();
  };
  const touch = (): void => {
    clearTimeout(timer);
    timer = after > 0 ? setTimeout(check, after) : undefined;
  };
  touch();
  return { touch, stop: () => clearTimeout(timer) };
}
