import type { JSX } from 'preact';
import { FilesView } from '../../views/files/files-view.tsx';
import type { PaneProps } from '../panes.ts';

export function FilesPane({ engine, container }: PaneProps): JSX.Element {
  return <FilesView engine={engine} of={{ container: container.brief.name }} />;
}
