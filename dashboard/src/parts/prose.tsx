import type { JSX } from 'preact';

/** A sentence in which `` `code` `` stands between backticks. */
export function Prose({ text }: { text: string }): JSX.Element {
  const parts = text.split('`');
  // An even number of parts is an odd number of backticks: then they quote nothing.
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>))}</>;
}
