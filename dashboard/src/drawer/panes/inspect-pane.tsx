import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton, SearchBox } from '../../parts/index.ts';
import type { PaneProps } from '../panes.ts';
import { found } from './json-search.ts';
import { Branch } from './json-tree.tsx';

/** All that the engine says of it, as a tree that can be searched. */
export function InspectPane({ container: { inspect } }: PaneProps): JSX.Element {
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  const hits = words === '' ? undefined : found(inspect, words);
  return (
    <div class="pane">
      <div class="buttons">
        <SearchBox label="Search names and values" value={query} onInput={setQuery} />
        <CopyButton text={JSON.stringify(inspect, undefined, 2)} label="Copy as JSON" named />
        {hits !== undefined && hits.size === 0 && <span class="muted">Nothing has that.</span>}
      </div>
      <div class="tree">
        <Branch value={inspect} path="" depth={0} words={words} hits={hits} />
      </div>
    </div>
  );
}
