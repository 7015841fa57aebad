import type { JSX } from 'preact';
import type { PublishedLink } from '../../../src/dashboard-api/index.ts';
import { OuterLink } from './link.tsx';
import './ports.css';

/** Published ports, as links where a browser can open them; beyond `most` only how many more there are. */
export function Ports({ of, most = 2 }: { of: PublishedLink[]; most?: number }): JSX.Element {
  if (of.length === 0) return <span class="muted">–</span>;
  const more = of.slice(most);
  return (
    <span class="ports numbers">
      {of.slice(0, most).map(({ url, text }) =>
        url === undefined ? (
          <span key={text} title={text}>
            {text}
          </span>
        ) : (
          <OuterLink key={text} to={url}>
            <span title={text}>{text.replace(/→.*$/, '')}</span>
          </OuterLink>
        ),
      )}
      {more.length > 0 && (
        <span class="muted" title={more.map(({ text }) => text).join(', ')}>
          +{more.length}
        </span>
      )}
    </span>
  );
}
