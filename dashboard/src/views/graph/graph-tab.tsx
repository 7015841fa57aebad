import type { JSX } from 'preact';
import { Empty } from '../../parts/index.ts';

export function GraphTab(): JSX.Element {
  return <Empty title="Graph" />;
}
