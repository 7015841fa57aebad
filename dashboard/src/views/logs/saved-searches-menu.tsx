import { Bookmark, Plus, Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button, Dialog } from '../../parts/index.ts';
import { useQueryChange } from '../../routing/index.ts';
import { changesFor, forgetSearch, partsOf, saveSearch, searchesOf } from './saved-searches.ts';

/** Searches with a name, of one project: to come back to, or to let go. */
export function SavedSearches({ scope }: { scope: string }): JSX.Element {
  const [shown, show] = useState(false);
  return (
    <>
      <Button icon={Bookmark} label="Saved searches" onClick={() => show(true)} />
      {shown && <SearchesDialog scope={scope} onClose={() => show(false)} />}
    </>
  );
}

function SearchesDialog({ scope, onClose }: { scope: string; onClose: () => void }): JSX.Element {
  const change = useQueryChange();
  const searches = searchesOf(scope);
  return (
    <Dialog title={scope === '' ? 'Saved searches' : `Saved searches of ${scope}`} onClose={onClose}>
      <SaveForm scope={scope} />
      {searches.length === 0 && <p class="muted">None yet. They stay in this browser.</p>}
      <ul class="saved-searches">
        {searches.map((search) => (
          <li key={search.name}>
            <Button
              kind="quiet"
              onClick={() => {
                change(changesFor(search));
                onClose();
              }}
            >
              {search.name}
            </Button>
            <code class="muted ellipsis">
              {[search.from ?? search.services, search.find].filter(Boolean).join(' · ') || 'all lines'}
            </code>
            <Button
              kind="quiet"
              size="small"
              icon={Trash2}
              label={`Forget ${search.name}`}
              onClick={() => forgetSearch(scope, search.name)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** What the page shows now, under a name. */
function SaveForm({ scope }: { scope: string }): JSX.Element {
  const { query } = useLocation();
  const [name, setName] = useState('');
  return (
    <form
      class="save-search"
      onSubmit={(event) => {
        event.preventDefault();
        saveSearch(scope, { name: name.trim(), ...partsOf(query) });
        setName('');
      }}
    >
      <label>
        <span class="visually-hidden">Name of this search</span>
        <input
          value={name}
          placeholder="Name of this search"
          maxLength={60}
          autocomplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" kind="primary" icon={Plus} disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  );
}
