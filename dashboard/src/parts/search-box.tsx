import { Search } from 'lucide';
import type { JSX } from 'preact';
import { Icon } from './icon.tsx';
import './search-box.css';

interface SearchBoxProps {
  value: string;
  /** Says what is searched, and is shown while it is empty. */
  label: string;
  onInput: (value: string) => void;
}

/** `/` puts the focus there. */
export function SearchBox({ value, label, onInput }: SearchBoxProps): JSX.Element {
  return (
    <label class="search-box" data-key-search="">
      <Icon node={Search} size={14} />
      <span class="visually-hidden">{label}</span>
      <input
        type="search"
        value={value}
        placeholder={label}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
