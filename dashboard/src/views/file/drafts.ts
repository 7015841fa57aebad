import { type Signal, signal } from '@preact/signals';
import type { ComposeFile } from '../../../../src/dashboard-api/index.ts';
import { type Draft, isChanged, type OnDisk, openDraft, settle, takeDisk } from './draft.ts';

/** A file's draft, and what it could not be brought together with. */
export interface DraftState {
  draft: Draft;
  theirs: OnDisk | undefined;
  /** What was done with the last change on disk, for people to know. */
  notice: 'merged' | undefined;
}

/** Drafts outlive the tab: what is not saved is there when one comes back. */
const drafts = new Map<string, Signal<DraftState>>();

export function draftOf(key: string, file: ComposeFile): Signal<DraftState> {
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const made = signal<DraftState>({ draft: openDraft(file), theirs: undefined, notice: undefined });
  drafts.set(key, made);
  return made;
}

/** The file on disk is this now. */
export function followDisk(state: Signal<DraftState>, disk: OnDisk): void {
  const { draft, theirs } = state.peek();
  if (theirs !== undefined && theirs.digest === disk.digest) return;
  const outcome = takeDisk(draft, disk);
  if (outcome.kind === 'same' && theirs === undefined) return;
  state.value = {
    draft: outcome.draft,
    theirs: outcome.kind === 'conflict' ? outcome.theirs : undefined,
    notice: outcome.kind === 'merged' ? 'merged' : undefined,
  };
}

export function write(state: Signal<DraftState>, mine: string): void {
  const { draft, theirs } = state.peek();
  if (draft.mine !== mine) state.value = { draft: { ...draft, mine }, theirs, notice: undefined };
}

/** Back to what is on disk. */
export function revert(state: Signal<DraftState>): void {
  const { draft, theirs } = state.peek();
  const disk = theirs ?? { text: draft.base, digest: draft.digest };
  state.value = { draft: openDraft(disk), theirs: undefined, notice: undefined };
}

/** Both versions have been looked at, and the text as it is now counts. */
export function resolveConflict(state: Signal<DraftState>): void {
  const { draft, theirs } = state.peek();
  if (theirs !== undefined)
    state.value = { draft: settle(draft, theirs), theirs: undefined, notice: undefined };
}

function anyChanged(): boolean {
  return [...drafts.values()].some((state) => isChanged(state.peek().draft));
}

addEventListener('beforeunload', (event) => {
  if (anyChanged()) event.preventDefault();
});
