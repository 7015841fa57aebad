import type { JSX } from 'preact';
import { CopyButton } from './copy-button.tsx';
import './command-line.css';

/** A command line to copy. */
export function CommandLine({ command }: { command: string }): JSX.Element {
  return (
    <div class="command-line">
      <code tabIndex={0}>{command}</code>
      <CopyButton text={command} label="Copy the command" />
    </div>
  );
}
