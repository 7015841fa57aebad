import { Fzf, type FzfResultItem } from 'fzf';
import type { JSX } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { Dialog, Icon } from '../parts/index.ts';
import type { Place } from '../routing/index.ts';
import { type Entry, entriesOf } from './entries.ts';
import { useKnown } from './use-known.ts';
import './palette.css';

const SHOWN = 40;

function find(entries: Entry[], query: string): FzfResultItem<Entry>[] {
  const finder = new Fzf(entries, { selector: ({ title, detail }) => `${title} ${detail}`, limit: SHOWN });
  return finder.find(query.trim());
}

/** A title with the letters that were found made strong. */
function Found({ title, positions }: { title: string; positions: Set<number> }): JSX.Element {
  return (
    <span>
      {Array.from(title, (letter, index) => (positions.has(index) ? <b key={index}>{letter}</b> : letter))}
    </span>
  );
}

/** Goes anywhere and begins anything, by a few letters. */
export function Palette({ place, onClose }: { place: Place; onClose: () => void }): JSX.Element {
  const known = useKnown(place);
  const entries = useMemo(() => entriesOf(known), [known.projects, known.containers, known.engines]);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => find(entries, query), [entries, query]);
  const choose = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((before) => (before + step + found.length) % Math.max(found.length, 1));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[at]?.item);
    }
  };
  return (
    <Dialog title="Find anything" class="palette" onClose={onClose}>
      <Finder
        query={query}
        onInput={(text) => {
          setQuery(text);
          setAt(0);
        }}
        found={found}
        at={at}
        press={press}
        choose={choose}
      />
    </Dialog>
  );
}

interface FinderProps {
  query: string;
  onInput: (text: string) => void;
  found: FzfResultItem<Entry>[];
  at: number;
  press: (event: KeyboardEvent) => void;
  choose: (entry: Entry) => void;
}

function Finder({ query, onInput, found, at, press, choose }: FinderProps): JSX.Element {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);
  return (
    <>
      <input
        ref={input}
        value={query}
        role="combobox"
        aria-label="Find anything"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
        placeholder="Go to a project, a container, a page; or begin something"
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={press}
      />
      <ul ref={list} id={id} role="listbox" aria-label="What was found">
        {found.map(({ item, positions }, index) => (
          <li
            key={index}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(item)}
          >
            <Icon node={item.icon} />
            <Found title={item.title} positions={positions} />
            <span class="muted small ellipsis">{item.detail}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="panel-body muted">Nothing is called so.</p>}
    </>
  );
}
