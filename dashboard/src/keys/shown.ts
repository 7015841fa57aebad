import { type Signal, signal } from '@preact/signals';

/** Whether the palette is open, and the list of keys. */
export const paletteShown: Signal<boolean> = signal(false);
export const keysShown: Signal<boolean> = signal(false);
