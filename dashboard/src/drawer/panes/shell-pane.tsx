import type { JSX } from 'preact';
import { ShellView } from '../../views/shell/shell-view.tsx';
import type { PaneProps } from '../panes.ts';

export function ShellPane({ engine, container }: PaneProps): JSX.Element {
  const { name, status } = container.brief;
  return <ShellView engine={engine} container={name} running={status === 'running'} />;
}
