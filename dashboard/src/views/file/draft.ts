import { diff3Merge } from 'node-diff3';

/** A file while it is edited: what it was made from, and the text as it is now. */
export interface Draft {
  /** The text on disk that the draft goes by. */
  base: string;
  digest: string;
  mine: string;
}

export interface OnDisk {
  text: string;
  digest: string;
}

/**
 * What becomes of a draft when the file changes on disk. `conflict`: both changed the same lines; the draft keeps its own text
 * until somebody decides.
 */
export type Outcome =
  | { kind: 'same' | 'replaced' | 'merged'; draft: Draft }
  | { kind: 'conflict'; draft: Draft; theirs: OnDisk };

export function openDraft({ text, digest }: OnDisk): Draft {
  return { base: text, digest, mine: text };
}

export function isChanged({ base, mine }: Draft): boolean {
  return base !== mine;
}

/** Takes in what is on disk now; never drops what was written on either side. */
export function takeDisk(draft: Draft, disk: OnDisk): Outcome {
  if (disk.digest === draft.digest) return { kind: 'same', draft };
  if (!isChanged(draft) || draft.mine === disk.text) return { kind: 'replaced', draft: openDraft(disk) };
  const merged = mergeTexts(draft.base, draft.mine, disk.text);
  if (merged === undefined) return { kind: 'conflict', draft, theirs: disk };
  return { kind: 'merged', draft: { base: disk.text, digest: disk.digest, mine: merged } };
}

/** From here on, the draft is a change of what is on disk: a save then overwrites it knowingly. */
export function settle(draft: Draft, theirs: OnDisk): Draft {
  return { base: theirs.text, digest: theirs.digest, mine: draft.mine };
}

/** Both sides' changes of lines together; `undefined` where they meet. */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  const regions = diff3Merge(lines(mine), lines(base), lines(theirs), { excludeFalseConflicts: true });
  const merged: string[] = [];
  for (const { ok } of regions) {
    if (ok === undefined) return undefined;
    merged.push(...ok);
  }
  return merged.join('\n');
}

const lines = (text: string) => text.split('\n');
