import type { JSX } from 'preact';
import './segments.css';

interface SegmentsProps<Key extends string> {
  label: string;
  options: { key: Key; title: string }[];
  value: Key;
  onChoose: (key: Key) => void;
}

/** One of a few. */
export function Segments<Key extends string>(props: SegmentsProps<Key>): JSX.Element {
  return (
    <div class="segments" role="group" aria-label={props.label}>
      {props.options.map(({ key, title }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === props.value}
          onClick={() => props.onChoose(key)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
