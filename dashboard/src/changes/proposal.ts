import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Change, EngineName } from '../../../src/dashboard-api/index.ts';
import { welcome } from '../connection/index.ts';

/** What a button asked for: one change, or one for each thing that was picked. */
export interface Proposal {
  engine: EngineName;
  changes: Change[];
}

/** What the plan sheet shows; it is open while there is one. */
export const proposal: Signal<Proposal | undefined> = signal<Proposal | undefined>(undefined);

/** False with `--read-only`: then nothing offers to change anything. */
export const canChange: ReadonlySignal<boolean> = computed(() => welcome.value?.readOnly === false);

/** Opens the plan sheet; nothing changes before it is applied there. */
export function propose(engine: EngineName, ...changes: Change[]): void {
  if (changes.length > 0) proposal.value = { engine, changes };
}
