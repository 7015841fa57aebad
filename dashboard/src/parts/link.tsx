import { ExternalLink } from 'lucide';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';

/** A link out of the page: only `http:` and `https:`, for the address may come from a label. Anything else is shown as text. */
export function OuterLink({ to, children }: { to: string; children: ComponentChildren }): JSX.Element {
  if (!/^https?:\/\//i.test(to)) return <span>{children}</span>;
  return (
    <a class="outer-link" href={to} target="_blank" rel="noopener noreferrer">
      {children}
      <Icon node={ExternalLink} size={12} />
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}
