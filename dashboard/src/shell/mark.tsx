import type { JSX } from 'preact';

/** tutti's sign: several bars that begin together. */
export function Mark(): JSX.Element {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" fill="currentColor" aria-hidden="true">
      <rect x="2" y="3" width="14" height="2.5" rx="1.25" />
      <rect x="2" y="7.75" width="10" height="2.5" rx="1.25" opacity="0.75" />
      <rect x="2" y="12.5" width="6" height="2.5" rx="1.25" opacity="0.5" />
    </svg>
  );
}
