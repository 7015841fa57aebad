import type { JSX } from 'preact';

interface BranchProps {
  value: unknown;
  path: string;
  depth: number;
  /** In lower case; empty: no search. */
  words: string;
  /** Paths that are shown while something is searched. */
  hits: Set<string> | undefined;
}

/** Text with the words marked. */
function Marked({ text, words }: { text: string; words: string }): JSX.Element {
  const at = words === '' ? -1 : text.toLowerCase().indexOf(words);
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + words.length)}</mark>
      {text.slice(at + words.length)}
    </>
  );
}

/** The members of an object or an array; deeper ones are folded until they are opened or something in them is found. */
export function Branch({ value, path, depth, words, hits }: BranchProps): JSX.Element {
  const entries = Object.entries(value as object);
  return (
    <ul>
      {entries.map(([key, inner]) => {
        const below = `${path}.${key}`;
        if (hits !== undefined && !hits.has(below)) return null;
        return (
          <Member key={key} name={key} value={inner} path={below} depth={depth} words={words} hits={hits} />
        );
      })}
    </ul>
  );
}

function Member({ name, value, path, depth, words, hits }: BranchProps & { name: string }): JSX.Element {
  const key = (
    <span class="key">
      <Marked text={name} words={words} />
      {': '}
    </span>
  );
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    const text = JSON.stringify(value) ?? '';
    return (
      <li class="leaf">
        {key}
        <span class={typeof value === 'string' ? 'string' : 'other'}>
          <Marked text={text} words={words} />
        </span>
      </li>
    );
  }
  const size = Object.keys(value).length;
  const below = hits !== undefined && [...hits].some((hit) => hit.startsWith(`${path}.`)) ? hits : undefined;
  return (
    <li>
      <details open={below !== undefined}>
        <summary>
          {key}
          <span class="muted">{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
        </summary>
        <Branch value={value} path={path} depth={depth + 1} words={words} hits={below} />
      </details>
    </li>
  );
}
