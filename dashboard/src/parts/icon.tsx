import type { IconNode } from 'lucide';
import { h, type JSX } from 'preact';

interface IconProps {
  node: IconNode;
  /** Pixels. */
  size?: number;
  class?: string;
}

/** An icon beside a text that says the same; it is hidden from screen readers. */
export function Icon({ node, size = 16, class: more = '' }: IconProps): JSX.Element {
  return (
    <svg class={`icon ${more}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      {node.map(([tag, attributes]) => h(tag, attributes as Record<string, string>))}
    </svg>
  );
}
