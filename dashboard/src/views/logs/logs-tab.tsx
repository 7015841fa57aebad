import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function LogsTab(): JSX.Element {
  return <Empty title="Logs" />;
}
