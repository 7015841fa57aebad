import type { JSX } from 'preact';
import { LogView } from '../../views/logs/log-view.tsx';
import type { PaneProps } from '../panes.ts';

export function LogsPane({ engine, container }: PaneProps): JSX.Element {
  const { name } = container.brief;
  return <LogView engine={engine} picks={[{ container: name }]} label={`Logs of ${name}`} />;
}
