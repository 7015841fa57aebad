import type { ComponentChildren, JSX } from 'preact';
import type { Finding } from '../../../src/orchestrator/contract-data.ts';
import { Prose } from './prose.tsx';

/** One thing that `doctor` found: what is wrong, what shows it, what to do. */
export function FindingView({
  finding,
  who,
}: {
  finding: Finding;
  /** Where not all are of one service. */
  who?: ComponentChildren;
}): JSX.Element {
  const { message, evidence, hint, position, code } = finding;
  return (
    <li>
      <p>
        <strong>
          {who} <Prose text={message} />
        </strong>
      </p>
      {evidence.length > 0 && (
        <pre class="output" tabIndex={0}>
          {evidence.join('\n')}
        </pre>
      )}
      <p>
        <Prose text={hint} />
      </p>
      <p class="muted small">
        <code>{code}</code>
        {position && ` · ${position.file}:${position.line}:${position.column}`}
      </p>
    </li>
  );
}
