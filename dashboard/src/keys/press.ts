import type { Binding } from './bindings.ts';

/** How long the first key of two waits for the second. Milliseconds. */
const CHAIN_MS = 1_200;

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a press is called in a binding; undefined for chords that are the browser's. */
function nameOf({ key, ctrlKey, metaKey, altKey }: Pressed): string | undefined {
  if (altKey) return undefined;
  return ctrlKey || metaKey ? `Mod+${key.toLowerCase()}` : key;
}

/** Finds the binding of key after key; `typing`: only chords count, for other keys are text. */
export class KeyChain {
  #first: { key: string; at: number } | undefined;

  press(event: Pressed, bindings: Binding[], typing: boolean, at: number = Date.now()): Binding | undefined {
    const name = nameOf(event);
    if (name === undefined || (typing && !name.startsWith('Mod+'))) return undefined;
    const first = this.#first !== undefined && at - this.#first.at <= CHAIN_MS ? this.#first.key : undefined;
    this.#first = undefined;
    const chained =
      first === undefined ? undefined : bindings.find(({ keys }) => keys === `${first} ${name}`);
    if (chained !== undefined) return chained;
    if (bindings.some(({ keys }) => keys.startsWith(`${name} `))) this.#first = { key: name, at };
    return bindings.find(({ keys, run }) => keys === name && run !== undefined);
  }
}
